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
