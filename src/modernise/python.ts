import { pythonLanguage } from '@codemirror/lang-python';
import type { SyntaxNode } from '@lezer/common';

import type { ISpan } from './notebook';

/** The nodes that bind names or hold tokens: to make an object of each other one takes most of the time. */
export const TOLD = new Set([
  'ImportStatement',
  'AssignStatement',
  'UpdateStatement',
  'WithStatement',
  'CallExpression',
  'DictionaryExpression',
  'ParamList',
  'ClassDefinition',
  'FunctionDefinition',
  'NamedExpression'
]);

/**
 * Parse Python; the tree of broken code holds error nodes where it could not go on.
 */
export function parsePython(text: string): SyntaxNode {
  return pythonLanguage.parser.parse(text).topNode;
}

/**
 * List a node's children, without comments.
 */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'Comment') {
      children.push(child);
    }
  }
  return children;
}

/**
 * Whether there is anything in a node that the grammar does not know.
 */
export function isBroken(node: SyntaxNode): boolean {
  let broken = false;
  node.cursor().iterate(inner => {
    broken = broken || inner.type.isError;
  });
  return broken;
}

/**
 * Whether there is a node of a kind in a node.
 */
export function hasInside(node: SyntaxNode, kind: string): boolean {
  let has = false;
  node.cursor().iterate(inner => {
    has = has || inner.name === kind;
  });
  return has;
}

/**
 * What stands between commas in a call, a dictionary or an assignment.
 */
export interface IItem {
  /** The name of a keyword argument, or `*` or `**`. */
  readonly name: string | null;
  /** The key of a dictionary's entry. */
  readonly key: SyntaxNode | null;
  readonly value: SyntaxNode;
}

/**
 * List the arguments of a call or the entries of a dictionary.
 */
export function itemsOf(node: SyntaxNode, text: string): IItem[] {
  return splitAtCommas(childrenOf(node))
    .map(group => readItem(group, text))
    .filter(item => item !== null);
}

/**
 * List the arguments of a call expression.
 */
export function argumentsOf(call: SyntaxNode, text: string): IItem[] {
  const list = call.getChild('ArgList');
  return list ? itemsOf(list, text) : [];
}

/**
 * Split an assignment into its targets and its value: `a = b, c = f()` has the targets `[a]` and `[b, c]`.
 *
 * @returns Null for what binds nothing, such as `a: int`.
 */
export function readAssignment(
  node: SyntaxNode
): { targets: SyntaxNode[][]; values: SyntaxNode[] } | null {
  const sides: SyntaxNode[][] = [[]];
  for (const child of childrenOf(node)) {
    if (child.name === 'AssignOp') {
      sides.push([]);
    } else if (child.name !== ',' && child.name !== 'TypeDef') {
      sides[sides.length - 1]?.push(child);
    }
  }
  const values = sides.pop();
  return values && sides.length > 0 ? { targets: sides, values } : null;
}

/**
 * A name that an import binds, and what it stands for.
 */
export interface IImported {
  readonly name: string;
  readonly path: string;
}

/**
 * List what an import statement binds; `*` for all names of a module.
 */
export function importsOf(node: SyntaxNode, text: string): IImported[] {
  const words = childrenOf(node)
    .filter(child => !child.type.isError && !/^[()]$/.test(child.name))
    .map(child => text.slice(child.from, child.to));
  const isFrom = words[0] === 'from';
  const start = words.indexOf('import');
  const module = isFrom ? words.slice(1, start).join('') : '';
  const groups = words
    .slice(start + 1)
    .join(' ')
    .split(',');
  return groups.flatMap(group => {
    const [path = '', name] = group.replace(/ \. /g, '.').trim().split(' as ');
    if (!path) {
      return [];
    }
    if (isFrom) {
      return [{ name: name ?? path, path: `${module}.${path}` }];
    }
    // `import a.b` binds `a`; `import a.b as c` binds `c`.
    const root = path.split('.')[0] ?? path;
    return [{ name: name ?? root, path: name ? path : root }];
  });
}

/**
 * A string as it stands in the source.
 */
export interface ILiteral extends ISpan {
  readonly text: string;
}

/**
 * Read a string: its text, and between that the replacements of an f-string.
 *
 * @returns The parts in order, `from` and `to` within the quotes; null for what is no whole string.
 */
export function readString(
  node: SyntaxNode,
  text: string
): (ILiteral | SyntaxNode)[] | null {
  const written = text.slice(node.from, node.to);
  const [, prefix = '', quotes = ''] =
    /^([A-Za-z]{0,2})('''|"""|'|")/.exec(written) ?? [];
  const head = prefix.length + quotes.length;
  const isWhole =
    quotes !== '' &&
    written.length >= head + quotes.length &&
    written.endsWith(quotes);
  if (!isWhole) {
    return null;
  }
  const parts: (ILiteral | SyntaxNode)[] = [];
  let from = node.from + head;
  const take = (to: number) => {
    const inner = text.slice(from, to);
    parts.push({ from, to, text: /r/i.test(prefix) ? inner : unescape(inner) });
  };
  for (const replacement of node.getChildren('FormatReplacement')) {
    take(replacement.from);
    parts.push(replacement);
    from = replacement.to;
  }
  take(node.to - quotes.length);
  return parts;
}

const ESCAPE =
  /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([0-7]{1,3})|(\r?\n)|([\s\S]))/gi;

const CONTROL: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  "'": "'",
  '"': '"'
};

function unescape(text: string): string {
  return text.replace(
    ESCAPE,
    (
      whole: string,
      x?: string,
      u?: string,
      long?: string,
      octal?: string,
      line?: string,
      other?: string
    ) => {
      const hex = x ?? u ?? long;
      const code = hex ? parseInt(hex, 16) : octal ? parseInt(octal, 8) : null;
      if (code !== null) {
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      }
      return line ? '' : (CONTROL[other ?? ''] ?? whole);
    }
  );
}

function splitAtCommas(nodes: SyntaxNode[]): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === ',') {
      groups.push([]);
    } else if (!node.type.isError && !/^[()[\]{}]$/.test(node.name)) {
      groups[groups.length - 1]?.push(node);
    }
  }
  return groups;
}

function readItem(group: SyntaxNode[], text: string): IItem | null {
  const [first, second, third] = group;
  if (!first) {
    return null;
  }
  if (second && /^\*\*?$/.test(first.name)) {
    return { name: first.name, key: null, value: second };
  }
  if (second?.name === 'AssignOp' && third) {
    const name = text.slice(first.from, first.to);
    return { name, key: null, value: third };
  }
  if (second?.name === ':' && third) {
    return { name: null, key: first, value: third };
  }
  return group.length === 1 ? { name: null, key: null, value: first } : null;
}
