import type { SyntaxNode } from '@lezer/common';

import type { ILiteral } from './python';

/**
 * What is known of a Python expression without running it.
 */
export type Value =
  | { readonly kind: 'text'; readonly text: string; readonly pieces: Pieces }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'flag'; readonly flag: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'entries'; readonly entries: ReadonlyMap<string, Value> }
  /** What an import bound: `dask_saturn.external.ExternalConnection`. */
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'call'; readonly call: ICall }
  | { readonly kind: 'list'; readonly items: ReadonlyArray<Value> }
  /** With the literals that it was made from, if it was made from constants. */
  | { readonly kind: 'unknown'; readonly pieces: Pieces };

/**
 * The literals that a text was put together from.
 */
export type Pieces = ReadonlyArray<ILiteral & { readonly cell: number }>;

/**
 * A call that belongs to a recipe.
 */
export interface ICall {
  readonly role: 'connection' | 'cluster' | 'client';
  readonly cell: number;
  readonly node: SyntaxNode;
  /** The arguments, by the names of the parameters. */
  readonly values: ReadonlyMap<string, Value>;
  /** The variable that holds the result. */
  name: string | null;
}

/** Characters of a list: what is longer holds data, not what a cluster is reached with. */
export const MAX_LIST = 4000;

/**
 * Nothing is known.
 */
export const UNKNOWN: Value = { kind: 'unknown', pieces: [] };

/**
 * Write the key of an environment variable: no variable of Python's can have it.
 */
export function environmentKey(name: string): string {
  return `$${name}`;
}

/**
 * What names are bound to.
 *
 * #### Notes
 * A notebook's cells run in any order: what is not bound yet may be bound further down, and then has its last
 * value. Functions have no names of their own here.
 */
export class Scope {
  /**
   * @param later - What an earlier reading of the whole notebook bound.
   */
  constructor(later: Scope | null = null) {
    this._later = later;
  }

  get(name: string): Value | undefined {
    return this._values.get(name) ?? this._later?._values.get(name);
  }

  /**
   * What this reading itself has bound so far.
   */
  known(name: string): Value | undefined {
    return this._values.get(name);
  }

  set(name: string, value: Value): void {
    this._values.set(name, value);
  }

  private readonly _values = new Map<string, Value>();
  private readonly _later: Scope | null;
}

/**
 * List the literals in values.
 */
export function piecesOf(values: ReadonlyArray<Value>): Pieces {
  return values.flatMap(value => {
    switch (value.kind) {
      case 'text':
      case 'unknown':
        return value.pieces;
      case 'list':
        return piecesOf(value.items);
      case 'entries':
        return piecesOf([...value.entries.values()]);
      case 'number':
      case 'flag':
      case 'none':
      case 'path':
      case 'call':
        return [];
    }
  });
}

/**
 * What a name has that was bound before and may have been bound again: with two texts, nobody knows which.
 */
export function either(before: Value | undefined, now: Value): Value {
  const isAnother =
    before?.kind === 'text' &&
    now.kind === 'text' &&
    before.text !== '' &&
    before.text !== now.text;
  const isOpen = before?.kind === 'unknown' && before.pieces.length > 0;
  return isAnother || isOpen
    ? { kind: 'unknown', pieces: piecesOf([before, now]) }
    : now;
}

/**
 * Put texts together; unknown when one of them is none.
 */
export function join(values: ReadonlyArray<Value>): Value {
  const texts = values.filter(value => value.kind === 'text');
  return texts.length === values.length && texts.length > 0
    ? {
        kind: 'text',
        text: texts.map(value => value.text).join(''),
        pieces: texts.flatMap(value => value.pieces)
      }
    : { kind: 'unknown', pieces: piecesOf(values) };
}

/**
 * Put values into the places of a text: `{}` or `{0}`, or `%s`.
 */
export function fill(
  text: Value,
  values: ReadonlyArray<Value>,
  place: RegExp
): Value {
  const parts = text.kind === 'text' ? text.text.split(place) : [];
  const isPlain = parts.every(part => !/[{}%]/.test(part));
  if (text.kind !== 'text' || !isPlain || parts.length !== values.length + 1) {
    return { kind: 'unknown', pieces: piecesOf([text, ...values]) };
  }
  const { pieces } = text;
  const filled = parts.flatMap((part, i): Value[] => {
    const value = values[i];
    const before: Value[] = part ? [{ kind: 'text', text: part, pieces }] : [];
    return value ? [...before, value] : before;
  });
  return join(filled);
}

/**
 * What an operator makes of two values: texts are put together, dictionaries are joined.
 */
export function combine(operator: string, left: Value, right: Value): Value {
  const isJoined = left.kind === 'entries' && right.kind === 'entries';
  switch (operator) {
    case '+':
      return join([left, right]);
    case '%':
      return fill(left, right.kind === 'list' ? right.items : [right], /%s/);
    case '|':
      return isJoined
        ? {
            kind: 'entries',
            entries: new Map([...left.entries, ...right.entries])
          }
        : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/**
 * What a method of a text gives; null for those that are not known here.
 */
export function callText(
  text: Value,
  method: string,
  values: ReadonlyArray<Value>
): Value | null {
  switch (method) {
    case 'strip':
    case 'rstrip':
    case 'encode':
    case 'decode':
      return text;
    case 'format':
      return fill(text, values, /\{\d*\}/);
    case 'replace':
    case 'lower':
      return { kind: 'unknown', pieces: piecesOf([text, ...values]) };
    case 'split':
      return splitText(text, values[0]);
    case 'join': {
      const items = values[0]?.kind === 'list' ? values[0].items : values;
      const isEmpty = text.kind === 'text' && !text.text;
      return join(
        items.flatMap((item, i) => (i > 0 && !isEmpty ? [text, item] : [item]))
      );
    }
    default:
      return null;
  }
}

/**
 * Split a text as Python does; the pieces are to the character where nothing is escaped.
 */
function splitText(text: Value, separator: Value | undefined): Value {
  const by = separator?.kind === 'text' ? separator.text : null;
  if (text.kind !== 'text' || (separator && !by)) {
    return { kind: 'unknown', pieces: piecesOf([text]) };
  }
  const [piece] = text.pieces;
  const isPlain = text.pieces.length === 1 && piece?.text === text.text;
  const isToLetter = isPlain && piece.to - piece.from === text.text.length;
  let at = 0;
  const items = (by ? text.text.split(by) : text.text.trim().split(/\s+/)).map(
    (item): Value => {
      const start = text.text.indexOf(item, at);
      at = start + item.length;
      const from = (piece?.from ?? 0) + start;
      const own = { from, to: from + item.length, text: item };
      return {
        kind: 'text',
        text: item,
        pieces:
          isToLetter && piece ? [{ ...own, cell: piece.cell }] : text.pieces
      };
    }
  );
  return { kind: 'list', items };
}
