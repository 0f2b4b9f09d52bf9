import type { SyntaxNode } from '@lezer/common';

import type { Evaluator } from './evaluate';
import type { IItem } from './python';
import type { ICall, Scope, Value } from './values';

/** The parameters of `ExternalConnection` in dask-saturn 0.2.0 to 0.2.3, in order. */
const CONNECTION = ['project_id', 'base_url', 'saturn_token'] as const;

/** What a star import of dask-saturn is noted as. */
export const STAR = '*dask_saturn';

/**
 * Say whether a call belongs to a recipe, and what it is given.
 *
 * #### Notes
 * A class is Saturn's when an import says so. Where no import is left, as in half of a notebook, it is when it
 * has the name and the keywords that only Saturn's has.
 */
export function classify(
  evaluator: Evaluator,
  node: SyntaxNode,
  items: ReadonlyArray<IItem>,
  scope: Scope
): Pick<ICall, 'role' | 'values'> | null {
  const callee = node.firstChild;
  const path = callee ? evaluator.pathOf(callee) : null;
  if (!path) {
    return null;
  }
  const isSure = /dask_saturn\./.test(path) || scope.get(STAR) !== undefined;
  if (means(path, 'ExternalConnection')) {
    const values = connectionValues(evaluator, items);
    // By position anybody's class may be given such values.
    const named = evaluator.entries(items);
    const isOurs =
      isSure ||
      named.has('saturn_token') ||
      (named.has('project_id') && named.has('base_url'));
    return isOurs ? { role: 'connection', values } : null;
  }
  if (means(path, 'SaturnCluster') || means(path, 'SaturnCluster.reset')) {
    const values = evaluator.entries(items);
    return isSure || values.has('external_connection')
      ? { role: 'cluster', values }
      : null;
  }
  if (/(?:^\??|\.)Client$/.test(path)) {
    const address = clusterOf(evaluator, items);
    return address
      ? {
          role: 'client',
          values: new Map([...evaluator.entries(items), ['address', address]])
        }
      : null;
  }
  return null;
}

/**
 * Whether a dotted name is that of something in dask-saturn, or may be.
 */
function means(path: string, name: string): boolean {
  return (
    path === `?${name}` ||
    (/^\??dask_saturn\./.test(path) && path.endsWith(`.${name}`))
  );
}

function connectionValues(
  evaluator: Evaluator,
  items: ReadonlyArray<IItem>
): ReadonlyMap<string, Value> {
  const named = items.filter(item => item.name !== null);
  const values = new Map(evaluator.entries(named));
  const positional = items.flatMap(item => {
    const value = evaluator.evaluate(item.value);
    const unfolded = value.kind === 'list' ? value.items : [];
    return item.name === '*' ? unfolded : item.name === null ? [value] : [];
  });
  CONNECTION.forEach((parameter, i) => {
    const value = positional[i];
    if (value) {
      values.set(parameter, value);
    }
  });
  return values;
}

/**
 * The recipe's cluster that a client is given.
 */
function clusterOf(
  evaluator: Evaluator,
  items: ReadonlyArray<IItem>
): Value | null {
  const item =
    items.find(({ name }) => name === 'address') ??
    (items[0]?.name === null ? items[0] : undefined);
  const value = item ? evaluator.evaluate(item.value) : null;
  return value?.kind === 'call' && value.call.role === 'cluster' ? value : null;
}
