import type { SyntaxNode } from '@lezer/common';

import type { ICell } from './notebook';
import { childrenOf, readAssignment } from './python';
import type { ICodeCell } from './reading';

/** Calls that may go with the variable they give a value: they ask, look up or put together. */
const HARMLESS =
  /^(?:(?:getpass\.)?getpass|input|raw_input|(?:os\.)?getenv|(?:os\.)?environ\.get|userdata\.get|dict|str|getattr|(?:\w+\.)?import_module|.*\.(?:strip|rstrip|join|format|replace|encode|decode))$/;

/**
 * Find the statement of a cell's top level that is a node or holds it directly, not in a body.
 */
export function topStatement(node: SyntaxNode): SyntaxNode | null {
  for (
    let inner: SyntaxNode | null = node;
    inner?.parent;
    inner = inner.parent
  ) {
    const isTop =
      inner.parent.name === 'Script' ||
      (inner.parent.name === 'StatementGroup' &&
        inner.parent.parent?.name === 'Script');
    if (inner.name === 'Body') {
      return null;
    }
    if (isTop && inner.name !== 'StatementGroup') {
      return /^(?:Assign|Expression|Import|Update)Statement$/.test(inner.name)
        ? inner
        : null;
    }
  }
  return null;
}

/**
 * List the statements of a cell's top level, those of a line with semicolons one by one.
 */
export function topStatements(cell: ICodeCell): SyntaxNode[] {
  return childrenOf(cell.tree).flatMap(node =>
    node.name === 'StatementGroup' ? childrenOf(node) : [node]
  );
}

/**
 * Whether a name is that of a keyword argument.
 */
export function isKeyword(node: SyntaxNode): boolean {
  return (
    node.parent?.name === 'ArgList' && node.nextSibling?.name === 'AssignOp'
  );
}

/**
 * Find the statement that gives a name a value and does nothing else: `name = "x"`, `name["key"] = "x"`.
 */
export function bindingOf(
  cell: ICodeCell,
  use: SyntaxNode,
  name: string
): SyntaxNode | null {
  const statement = topStatement(use);
  if (!statement || holdsParameters(cell.cell)) {
    return null;
  }
  const [first, operator] = childrenOf(statement);
  const target = first && write(cell, first);
  const isBinding =
    statement.name === 'AssignStatement'
      ? readAssignment(statement)?.targets.length === 1
      : statement.name === 'UpdateStatement';
  const isTarget =
    target === name ||
    (first?.name === 'MemberExpression' &&
      /^[[.]/.test(target?.startsWith(name) ? target.slice(name.length) : ''));
  let isHarmless =
    operator !== undefined &&
    /^(?:Assign|Update)Op$|^TypeDef$/.test(operator.name);
  statement.cursor().iterate(inner => {
    const callee =
      inner.name === 'CallExpression' ? inner.node.firstChild : null;
    const isSafe = !callee || HARMLESS.test(write(cell, callee));
    isHarmless = isHarmless && isSafe && !inner.type.isError;
  });
  return isBinding && isTarget && isHarmless ? statement : null;
}

/**
 * The source of a node.
 */
export function write(cell: ICodeCell, node: SyntaxNode): string {
  return cell.python.slice(node.from, node.to);
}

/**
 * Whether a cell holds parameters, which other programs find by its tag.
 */
function holdsParameters(cell: ICell): boolean {
  const tags = cell.metadata?.['tags'];
  return Array.isArray(tags) && tags.includes('parameters');
}

/**
 * Whether a name is bound in a branch that may not run.
 */
export function isConditional(target: SyntaxNode): boolean {
  for (
    let node = target.parent;
    node && !/^(?:Script|(?:Function|Class)Definition)$/.test(node.name);
    node = node.parent
  ) {
    if (/^(?:If|Try|For|While|Match)Statement$/.test(node.name)) {
      return true;
    }
  }
  return false;
}

/**
 * The name of the class in whose body a name is bound.
 */
export function classOf(target: SyntaxNode): SyntaxNode | null {
  const definition = target.parent?.parent?.parent;
  return definition?.name === 'ClassDefinition'
    ? definition.getChild('VariableName')
    : null;
}
