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
  | { readonly kind: 'unknown' };

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
export const UNKNOWN: Value = { kind: 'unknown' };

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
    : UNKNOWN;
}
