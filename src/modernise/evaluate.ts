import type { SyntaxNode } from '@lezer/common';

import type { IItem } from './python';
import { argumentsOf, childrenOf, itemsOf, readString } from './python';
import { callBuiltin } from './builtins';
import { classify } from './calls';
import type { ICall, Scope, Value } from './values';
import {
  callText,
  combine,
  environmentKey,
  join,
  MAX_LIST,
  piecesOf,
  UNKNOWN
} from './values';

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
    const { python, scope } = this._options;
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
        return scope.get(text) ?? UNKNOWN;
      case 'ParenthesizedExpression':
        return this._only(childrenOf(node).slice(1, -1));
      case 'BinaryExpression':
        return this._binary(node);
      case 'DictionaryExpression':
        return this._dictionary(itemsOf(node, python));
      case 'ArrayExpression':
      case 'TupleExpression':
        return text.length > MAX_LIST
          ? UNKNOWN
          : { kind: 'list', items: this._values(itemsOf(node, python)) };
      case 'NamedExpression':
        return this._only(childrenOf(node).slice(-1));
      case 'ConditionalExpression':
        return this._either(childrenOf(node));
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

  /**
   * Read a string, also an f-string whose replacements are names alone.
   */
  private _text(node: SyntaxNode): Value {
    const { cell, python } = this._options;
    const parts = readString(node, python) ?? [];
    return join(
      parts.map(part =>
        'text' in part
          ? { kind: 'text', text: part.text, pieces: [{ ...part, cell }] }
          : this._only(childrenOf(part).slice(1, -1))
      )
    );
  }

  private _only([node, ...more]: SyntaxNode[]): Value {
    return node && more.length === 0 ? this.evaluate(node) : UNKNOWN;
  }

  private _binary(node: SyntaxNode): Value {
    const [left, operator, right] = childrenOf(node);
    if (!left || !operator || !right) {
      return UNKNOWN;
    }
    if (this.write(operator) === 'or') {
      return this._either([left, right]);
    }
    return combine(
      this.write(operator),
      this.evaluate(left),
      this.evaluate(right)
    );
  }

  /**
   * Take the constant among alternatives: what is asked for, `or` a constant.
   */
  private _either(nodes: ReadonlyArray<SyntaxNode>): Value {
    const values = [...nodes.slice(0, 1), ...nodes.slice(-1)].map(node =>
      this.evaluate(node)
    );
    return values.find(value => value.kind !== 'unknown') ?? UNKNOWN;
  }

  private _dictionary(items: ReadonlyArray<IItem>): Value {
    return { kind: 'entries', entries: this.entries(items) };
  }

  private _values(items: ReadonlyArray<IItem>): Value[] {
    return items.map(item => this.evaluate(item.value));
  }

  private _member(node: SyntaxNode): Value {
    const name = this.environmentName(node);
    if (name !== null) {
      return this._options.scope.get(environmentKey(name)) ?? UNKNOWN;
    }
    const [owner, bracket, key] = childrenOf(node);
    const path = this.pathOf(node);
    const attribute = this._options.scope.get(this.write(node));
    if (attribute) {
      return attribute;
    }
    if (path && !path.startsWith('?')) {
      return { kind: 'path', path };
    }
    const known = owner ? this.evaluate(owner) : UNKNOWN;
    const wanted = key && bracket?.name === '[' ? this.evaluate(key) : UNKNOWN;
    if (bracket?.name === '[' && /^(?:text|unknown)$/.test(known.kind)) {
      return { kind: 'unknown', pieces: piecesOf([known]) }; // a part of it
    }
    if (known.kind === 'entries' && wanted.kind === 'text') {
      return known.entries.get(wanted.text) ?? UNKNOWN;
    }
    return known.kind === 'list' && wanted.kind === 'number'
      ? (known.items[wanted.number] ?? UNKNOWN)
      : UNKNOWN;
  }

  private _call(node: SyntaxNode): Value {
    const callee = node.firstChild;
    if (!callee) {
      return UNKNOWN;
    }
    const items = argumentsOf(node, this._options.python);
    const name = this.write(callee);
    if (name === 'dict') {
      return this._dictionary(items);
    }
    return (
      this._textMethod(callee, items) ??
      callBuiltin(name, this._values(items)) ??
      this._fromEnvironment(callee, items) ??
      this._recipeCall(node, items)
    );
  }

  private _textMethod(
    callee: SyntaxNode,
    items: ReadonlyArray<IItem>
  ): Value | null {
    const [owner, dot, method] = childrenOf(callee);
    const isMethod = callee.name === 'MemberExpression' && dot?.name === '.';
    const text = isMethod && owner ? this.evaluate(owner) : UNKNOWN;
    const isOpen = text.kind === 'unknown' && text.pieces.length > 0;
    return method && (text.kind === 'text' || isOpen)
      ? callText(text, this.write(method), this._values(items))
      : null;
  }

  /**
   * Evaluate `os.environ.get(name, default)` and `os.getenv(name, default)`; null for other calls.
   */
  private _fromEnvironment(
    callee: SyntaxNode,
    items: ReadonlyArray<IItem>
  ): Value | null {
    const [owner, written] = [callee.firstChild, this.write(callee)];
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
    const variable = key.kind === 'text' ? environmentKey(key.text) : '';
    const set = this._options.scope.get(variable);
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
