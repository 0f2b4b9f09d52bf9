import type { SyntaxNode } from '@lezer/common';

import { mentionsConnection } from './guess';
import { childrenOf, hasInside, isBroken, readAssignment } from './python';
import type { IReading } from './reading';
import { topStatement } from './statements';
import type { ICall, Value } from './values';

/**
 * Why a recipe cannot be replaced by a cell: it stands inside of something else (a function, a `with`, another
 * expression), its own lines are no Python, or there is more than one.
 */
export type Obstacle = 'nested' | 'broken' | 'several';

/**
 * Find the statement of a call that can be taken out whole: `x = call`, or the call alone.
 *
 * @returns The statement, or why there is none.
 */
export function statementOf(
  call: ICall,
  calls: ReadonlyArray<ICall>
): SyntaxNode | Obstacle {
  const statement = topStatement(call.node);
  if (!statement) {
    return 'nested';
  }
  if (isBroken(statement)) {
    return 'broken';
  }
  if (hasInside(statement, 'NamedExpression')) {
    return 'nested'; // it binds a name that may be used
  }
  const sides =
    statement.name === 'AssignStatement'
      ? readAssignment(statement)
      : { targets: [], values: childrenOf(statement) };
  const [value] = sides?.values ?? [];
  const isOurs =
    value !== undefined &&
    sides?.values.length === 1 &&
    sides.targets.length <= 1 &&
    sides.targets.every(
      names => names.length === 1 && names[0]?.name === 'VariableName'
    ) &&
    calls.some(one => one.cell === call.cell && isSame(one.node, value));
  return isOurs ? statement : 'nested';
}

/**
 * Say what is in the way of replacing a recipe; null is nothing.
 */
export function findObstacle(
  reading: IReading,
  calls: ReadonlyArray<ICall>
): Obstacle | null {
  const clusters = calls.filter(call => call.role === 'cluster');
  const found = calls.map(call => statementOf(call, calls));
  const obstacles = found.filter(one => typeof one === 'string');
  const [obstacle] = obstacles;
  if (obstacle) {
    return obstacles.includes('broken') ? 'broken' : obstacle;
  }
  // `SaturnCluster.reset(…)` makes the cluster anew: no cell of ours does that.
  const isReset = clusters.some(call =>
    /reset$/.test(write(reading, call.cell, call.node.firstChild))
  );
  // An asynchronous client is awaited, and what is bound is no client before.
  const isAsynchronous = calls.some(call => {
    const given = call.values.get('asynchronous');
    return call.role === 'client' && given && !isFalse(given);
  });
  // A connection that is made in a way that was not understood stays, and fails today.
  const isHidden = clusters.some(
    call => call.values.get('external_connection')?.kind === 'unknown'
  );
  if (isAsynchronous || (isHidden && mentionsConnection(reading))) {
    return 'nested';
  }
  const isVarious = (parameter: string) =>
    new Set(
      calls
        .map(call => textOf(call.values.get(parameter)))
        .filter(text => text !== null)
        .map(text => text.replace(/\/+$/, ''))
    ).size > 1;
  const names = (role: ICall['role']) =>
    new Set(
      calls
        .filter(call => call.role === role && call.name !== null)
        .map(call => call.name)
    );
  const isSeveral =
    ['project_id', 'base_url', 'saturn_token'].some(isVarious) ||
    names('cluster').size > 1 ||
    names('client').size > 1;
  return isReset ? 'nested' : isSeveral ? 'several' : null;
}

function isFalse(value: Value): boolean {
  return value.kind === 'none' || (value.kind === 'flag' && !value.flag);
}

/**
 * Whether two nodes of a tree are the same.
 */
export function isSame(one: SyntaxNode, other: SyntaxNode): boolean {
  return one.from === other.from && one.to === other.to;
}

/**
 * The source of a node of a cell.
 */
export function write(
  reading: IReading,
  cell: number | undefined,
  node: SyntaxNode | null
): string {
  const python = reading.cells.find(one => one.index === cell)?.python ?? '';
  return node ? python.slice(node.from, node.to) : '';
}

/**
 * The text of a value, if it is one and not blank.
 */
export function textOf(value: Value | undefined): string | null {
  return value?.kind === 'text' && value.text.trim() ? value.text.trim() : null;
}
