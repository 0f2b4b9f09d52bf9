import type { ISpan } from './notebook';
import type { ILiteral } from './python';
import type { ICodeCell } from './reading';
import { topStatements, write } from './statements';

/** `%env NAME=value`, `%set_env NAME value`. */
const MAGIC = /^%(?:set_)?env[ \t]+(\w+)(?:[ \t]*=[ \t]*|[ \t]+)(\S+)/;

/** The beginning of a statement that sets one variable of the environment. */
const STATEMENT =
  /^(?:\w+\.)?(?:environ\s*\[|environ\.(?:setdefault|__setitem__)\s*\(|putenv\s*\()\s*["'](\w+)["']/;

/**
 * A magic that sets a variable of the environment: to a text, or to what a variable of Python's holds.
 */
export interface IEnvironmentMagic extends ISpan {
  readonly name: string;
  readonly literal: ILiteral;
  readonly variable: string | null;
}

/**
 * List the magics of a cell that set variables of the environment.
 */
export function environmentMagics({
  cell,
  magics
}: ICodeCell): IEnvironmentMagic[] {
  return magics.flatMap(({ kind, from, to }) => {
    const match = MAGIC.exec(cell.source.slice(from, to));
    const [whole, name, value] = match ?? [];
    if (kind !== 'line' || !whole || !name || !value) {
      return [];
    }
    const quotes = /^(["']).+\1$/.test(value) ? 1 : 0;
    const end = from + whole.length;
    const literal = {
      from: end - value.length + quotes,
      to: end - quotes,
      text: quotes ? value.slice(1, -1) : value
    };
    const variable = /^(?:\$|\{)(\w+)\}?$/.exec(value)?.[1] ?? null;
    return [{ from, to, name, literal, variable }];
  });
}

/**
 * List the statements of a cell that set a variable of the environment.
 */
export function environmentStatements(code: ICodeCell) {
  return topStatements(code).flatMap(node => {
    const name = STATEMENT.exec(write(code, node))?.[1];
    return name ? [{ name, node }] : [];
  });
}
