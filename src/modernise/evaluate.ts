import type { SyntaxNode } from '@lezer/common';

import type { IItem } from './python';
import { argumentsOf, childrenOf, itemsOf, readString } from './python';
import { classify } from './calls';
import type { ICall, Pieces, Scope, Value } from './values';
import { environmentKey, join, UNKNOWN } from './values';

/**
 * Evaluates the expressions of one cell: constants, variables, the environment and the recipe's calls.
 */
export class Evaluator {
  constructor(options: Evaluator.IOptions) {
    this._options = options;
  }

  /**
   * Evaluate an expression.
   */
  evaluate(node: SyntaxNode): Value {
    const text = this.write(node);
    switch (node.name) {
      case 'String':
      case 'FormatString':
        return this._text(node);
      case 'ContinuedString':
        return join(childrenOf(node).map(child => this.evaluate(child)));
      case 'Number':
        return { kind: 'number', number: Number(text.replace(/_/g, '')) };
      case 'Boolean':
        return { kind: 'flag', flag: text === 'True' };
      case 'None':
        return { kind: 'none' };
      case 'VariableName':
        return this._options.scope.get(text) ?? UNKNOWN;
      case 'ParenthesizedExpression':
        return this._only(childrenOf(node).slice(1, -1));
      case 'BinaryExpression':
        return this._binary(node);
      case 'DictionaryExpression':
        return {
          kind: 'entries',
          entries: this.entries(itemsOf(node, this._options.python))
        };
      case 'MemberExpression':
        return this._member(node);
      case 'CallExpression':
        return this._call(node);
      default:
        return UNKNOWN;
    }
  }

  /**
   * Read keywords or the entries of a dictionary by their names; `**` unfolds what it can.
   */
  entries(items: ReadonlyArray<IItem>): ReadonlyMap<string, Value> {
    const entries = new Map<string, Value>();
    for (const { name, key, value } of items) {
      const known = this.evaluate(value);
      const named = key ? this.evaluate(key) : null;
      if (name === '**') {
        const unfolded = known.kind === 'entries' ? known.entries : [];
        for (const [inner, one] of unfolded) {
          entries.set(inner, one);
        }
      } else if (name !== null && name !== '*') {
        entries.set(name, known);
      } else if (named?.kind === 'text') {
        entries.set(named.text, known);
      }
    }
    return entries;
  }

  /**
   * Say which dotted name an expression means: through imports, or as written, with a `?` in front.
   */
  pathOf(node: SyntaxNode): string | null {
    if (node.name === 'VariableName') {
      const name = this.write(node);
      const value = this._options.scope.get(name);
      return value ? (value.kind === 'path' ? value.path : null) : `?${name}`;
    }
    const [owner, dot, property] = childrenOf(node);
    if (node.name !== 'MemberExpression' || dot?.name !== '.' || !owner) {
      return null;
    }
    const path = this.pathOf(owner);
    return path && property ? `${path}.${this.write(property)}` : null;
  }

  /**
   * The name of the environment variable that `os.environ["NAME"]` means, or null.
   */
  environmentName(node: SyntaxNode): string | null {
    const [owner, bracket, key] = childrenOf(node);
    if (!owner || !key || bracket?.name !== '[' || !this._isEnviron(owner)) {
      return null;
    }
    const name = this.evaluate(key);
    return name.kind === 'text' ? name.text : null;
  }

  /**
   * The source of a node.
   */
  write(node: SyntaxNode): string {
    return this._options.python.slice(node.from, node.to);
  }

  private _text(node: SyntaxNode): Value {
    const { cell, python } = this._options;
    const literal = readString(node, python);
    if (literal) {
      const pieces: Pieces = [{ ...literal, cell }];
      return { kind: 'text', text: literal.text, pieces };
    }
    return node.getChild('FormatReplacement') ? this._format(node) : UNKNOWN;
  }

  /**
   * Put an f-string together whose replacements are names alone.
   */
  private _format(node: SyntaxNode): Value {
    const { cell, python } = this._options;
    const quotes = /^[A-Za-z]*('''|"""|'|")/.exec(this.write(node));
    if (!quotes?.[1]) {
      return UNKNOWN;
    }
    const parts: Value[] = [];
    let at = node.from + quotes[0].length;
    const take = (to: number) => {
      if (to > at) {
        const text = python.slice(at, to);
        parts.push({
          kind: 'text',
          text,
          pieces: [{ text, cell, from: at, to }]
        });
      }
    };
    for (const replacement of node.getChildren('FormatReplacement')) {
      take(replacement.from);
      parts.push(this._only(childrenOf(replacement).slice(1, -1)));
      at = replacement.to;
    }
    take(node.to - quotes[1].length);
    return join(parts);
  }

  private _only(nodes: SyntaxNode[]): Value {
    const [node] = nodes;
    return node && nodes.length === 1 ? this.evaluate(node) : UNKNOWN;
  }

  private _binary(node: SyntaxNode): Value {
    const [left, operator, right] = childrenOf(node);
    if (!left || !operator || !right) {
      return UNKNOWN;
    }
    if (this.write(operator) === '+') {
      return join([this.evaluate(left), this.evaluate(right)]);
    }
    // What is asked for, `or` a constant.
    const sides = [this.evaluate(left), this.evaluate(right)];
    return operator.name === 'or'
      ? (sides.find(value => value.kind !== 'unknown') ?? UNKNOWN)
      : UNKNOWN;
  }

  private _member(node: SyntaxNode): Value {
    const name = this.environmentName(node);
    if (name !== null) {
      return this._options.scope.get(environmentKey(name)) ?? UNKNOWN;
    }
    const [owner, bracket, key] = childrenOf(node);
    const path = this.pathOf(node);
    if (path && !path.startsWith('?')) {
      return { kind: 'path', path };
    }
    const known = owner ? this.evaluate(owner) : UNKNOWN;
    const wanted = key && bracket?.name === '[' ? this.evaluate(key) : UNKNOWN;
    return known.kind === 'entries' && wanted.kind === 'text'
      ? (known.entries.get(wanted.text) ?? UNKNOWN)
      : UNKNOWN;
  }

  private _call(node: SyntaxNode): Value {
    const callee = node.firstChild;
    const items = argumentsOf(node, this._options.python);
    const name = callee ? this.write(callee) : '';
    const first = items[0]?.value;
    if (!callee) {
      return UNKNOWN;
    }
    if (name === 'dict') {
      return { kind: 'entries', entries: this.entries(items) };
    }
    if (name === 'str' && first) {
      return this.evaluate(first);
    }
    if (callee.name === 'MemberExpression') {
      const [owner, , method] = childrenOf(callee);
      const called = method ? this.write(method) : '';
      if (owner && (called === 'strip' || called === 'rstrip')) {
        return this.evaluate(owner);
      }
      if (owner?.name === 'String' && called === 'join' && first) {
        return this._joined(owner, first);
      }
    }
    return (
      this._fromEnvironment(callee, items) ?? this._recipeCall(node, items)
    );
  }

  private _joined(separator: SyntaxNode, list: SyntaxNode): Value {
    const between = this.evaluate(separator);
    const items = /^(?:Array|Tuple)Expression$/.test(list.name)
      ? itemsOf(list, this._options.python)
      : [];
    const parts = items.map(item => this.evaluate(item.value));
    return join(parts.flatMap((part, i) => (i > 0 ? [between, part] : [part])));
  }

  /**
   * Evaluate `os.environ.get(name, default)` and `os.getenv(name, default)`; null for other calls.
   */
  private _fromEnvironment(
    callee: SyntaxNode,
    items: ReadonlyArray<IItem>
  ): Value | null {
    const owner = callee.firstChild;
    const written = this.write(callee);
    const isRead =
      /(?:^|\.)getenv$/.test(written) ||
      (/\.(?:get|setdefault|pop)$/.test(written) &&
        owner !== null &&
        this._isEnviron(owner));
    const [name, fallback] = items;
    if (!isRead || !name) {
      return null;
    }
    const key = this.evaluate(name.value);
    const set =
      key.kind === 'text'
        ? this._options.scope.get(environmentKey(key.text))
        : undefined;
    return set ?? (fallback ? this.evaluate(fallback.value) : UNKNOWN);
  }

  private _isEnviron(node: SyntaxNode): boolean {
    return /(?:^|\.)environ$/.test(this.write(node));
  }

  private _recipeCall(node: SyntaxNode, items: ReadonlyArray<IItem>): Value {
    const { cell, calls } = this._options;
    const key = `${cell}:${node.from}:${node.to}`;
    const known = calls.get(key);
    if (known) {
      return { kind: 'call', call: known };
    }
    const found = classify(this, node, items, this._options.scope);
    if (!found) {
      return UNKNOWN;
    }
    const call: ICall = { ...found, cell, node, name: null };
    calls.set(key, call);
    return { kind: 'call', call };
  }

  private readonly _options: Evaluator.IOptions;
}

/**
 * A namespace for `Evaluator` statics.
 */
export namespace Evaluator {
  /**
   * The options of an evaluator.
   */
  export interface IOptions {
    /** The index of the cell. */
    readonly cell: number;
    /** Its masked source. */
    readonly python: string;
    readonly scope: Scope;
    /** The recipe's calls found so far, by where they stand: each is found once. */
    readonly calls: Map<string, ICall>;
  }
}
