import type { SyntaxNode } from '@lezer/common';

import { STAR } from './calls';
import { environmentMagics } from './environment';
import { Evaluator } from './evaluate';
import { secretsOf, secretsOfHeader } from './keep';
import type { IItem } from './python';
import {
  argumentsOf,
  childrenOf,
  importsOf,
  itemsOf,
  readAssignment,
  TOLD
} from './python';
import type { ICodeCell, ISecret } from './reading';
import { isGeneralName, isLikely, isTokenName, namesSaturn } from './secrets';
import { classOf, isConditional } from './statements';
import type { ICall, Value } from './values';
import { either, environmentKey, join, Scope, UNKNOWN } from './values';

/** Calls that set one variable of the environment. */
const SETTERS = /(?:\benviron\.(?:setdefault|__setitem__)|\bputenv|\bsetenv)$/;

/**
 * Reads all cells once, in their order: what names are bound to, the recipe's calls, tokens.
 */
export class Reader {
  /**
   * @param later - What the reading before this one bound.
   */
  constructor(later: Scope | null) {
    this.scope = new Scope(later);
  }

  readonly scope: Scope;
  readonly calls = new Map<string, ICall>();
  readonly secrets: ISecret[] = [];

  read(cell: ICodeCell): void {
    this._cell = cell;
    this._isNear = namesSaturn(cell.cell.source);
    this._evaluator = new Evaluator({
      cell: cell.index,
      python: cell.python,
      scope: this.scope,
      calls: this.calls
    });
    this._readMagics();
    cell.tree.cursor().iterate(inner => {
      if (TOLD.has(inner.name)) {
        this._enter(inner.node);
      }
    });
  }

  private _enter(node: SyntaxNode): void {
    switch (node.name) {
      case 'ImportStatement':
        return this._import(node);
      case 'AssignStatement':
        return this._assign(node);
      case 'UpdateStatement':
        return this._update(node);
      case 'WithStatement':
        return this._with(node);
      case 'NamedExpression': {
        const [target, , value] = childrenOf(node);
        return target && value
          ? this._bind(target, this._evaluator.evaluate(value))
          : undefined;
      }
      case 'CallExpression':
        return this._call(node);
      case 'DictionaryExpression':
        return /token|authorization/i.test(this._evaluator.write(node))
          ? this._note(itemsOf(node, this._cell.python))
          : undefined;
      case 'ParamList':
        return this._note(itemsOf(node, this._cell.python), this.scope);
      case 'ClassDefinition':
      case 'FunctionDefinition':
        return this._define(node);
    }
  }

  private _readMagics(): void {
    for (const magic of environmentMagics(this._cell)) {
      const { name, literal, variable } = magic;
      const value: Value =
        variable === null
          ? {
              kind: 'text',
              text: literal.text,
              pieces: [{ ...literal, cell: this._cell.index }]
            }
          : (this.scope.get(variable) ?? UNKNOWN);
      this._name(name, value);
      this.scope.set(environmentKey(name), value);
    }
  }

  private _define(node: SyntaxNode): void {
    const name = node.getChild('VariableName');
    const list = node.getChild('ParamList');
    if (name) {
      this._bind(name, UNKNOWN);
      this._functions.set(this._evaluator.write(name), {
        parameters: (list?.getChildren('VariableName') ?? []).map(one =>
          this._evaluator.write(one)
        ),
        isNear: this._isNear
      });
    }
  }

  private _import(node: SyntaxNode): void {
    for (const { name, path } of importsOf(node, this._cell.python)) {
      if (name !== '*') {
        this.scope.set(name, { kind: 'path', path });
      } else if (/^dask_saturn\b/.test(path)) {
        this.scope.set(STAR, UNKNOWN);
      }
    }
  }

  private _assign(node: SyntaxNode): void {
    const sides = readAssignment(node);
    for (const targets of sides?.targets ?? []) {
      targets.forEach((target, i) => {
        const value = sides?.values[targets.length > 1 ? i : 0];
        const isOneToOne = sides?.values.length === targets.length;
        this._bind(
          target,
          value && isOneToOne ? this._evaluator.evaluate(value) : UNKNOWN
        );
      });
    }
  }

  private _update(node: SyntaxNode): void {
    const [target, operator, value] = childrenOf(node);
    if (target && operator && value) {
      const isAdded = this._evaluator.write(operator) === '+=';
      const both = [target, value].map(one => this._evaluator.evaluate(one));
      this._bind(target, isAdded ? join(both) : UNKNOWN);
    }
  }

  private _with(node: SyntaxNode): void {
    const children = childrenOf(node);
    children.forEach((child, i) => {
      const value = children[i - 1];
      const target = children[i + 1];
      if (child.name === 'as' && value && target) {
        this._bind(target, this._evaluator.evaluate(value));
      }
    });
  }

  private _bind(target: SyntaxNode, given: Value): void {
    const written = this._evaluator.write(target);
    if (/^(?:Tuple|Array)Expression$/.test(target.name)) {
      const targets = itemsOf(target, this._cell.python);
      const items = given.kind === 'list' ? given.items : [];
      targets.forEach((item, i) => {
        const isOneToOne = items.length === targets.length;
        this._bind(item.value, (isOneToOne ? items[i] : null) ?? UNKNOWN);
      });
      return;
    }
    const value = isConditional(target)
      ? either(this.scope.known(written), given)
      : given;
    if (target.name === 'VariableName') {
      if (value.kind === 'call') {
        value.call.name ??= written;
      }
      this._name(written, value);
      this.scope.set(written, value);
      const owner = classOf(target);
      if (owner) {
        this.scope.set(`${this._evaluator.write(owner)}.${written}`, value);
      }
      return;
    }
    const variable = this._evaluator.environmentName(target);
    if (variable !== null) {
      this._name(variable, value);
      this.scope.set(environmentKey(variable), value);
      return;
    }
    this.scope.set(written, value);
    const [owner, , key] = childrenOf(target);
    const named =
      key?.name === 'PropertyName'
        ? this._evaluator.write(key)
        : key && this._evaluator.evaluate(key);
    const name =
      typeof named === 'object' && named.kind === 'text' ? named.text : named;
    if (typeof name === 'string') {
      this._name(name, value);
      this._extend(owner, name, value);
    }
  }

  /**
   * Note `options["project_id"] = value` in what is known of `options`.
   */
  private _extend(
    owner: SyntaxNode | undefined,
    name: string,
    value: Value
  ): void {
    const known = owner ? this._evaluator.evaluate(owner) : UNKNOWN;
    if (owner?.name === 'VariableName' && known.kind === 'entries') {
      const entries = new Map(known.entries).set(name, value);
      this.scope.set(this._evaluator.write(owner), {
        kind: 'entries',
        entries
      });
    }
  }

  private _call(node: SyntaxNode): void {
    const value = this._evaluator.evaluate(node);
    const items = argumentsOf(node, this._cell.python);
    const callee = node.firstChild;
    const written = callee ? this._evaluator.write(callee) : '';
    this._note(items);
    const own = this._functions.get(written);
    items.forEach((item, i) => {
      const name = item.name ?? own?.parameters[i];
      if (own && name) {
        this._name(name, this._evaluator.evaluate(item.value), own.isNear);
      }
    });
    if (value.kind === 'call' && value.call.role === 'connection') {
      this.secrets.push(...secretsOf(value.call.values.get('saturn_token')));
    }
    const [first, second] = items.map(item =>
      this._evaluator.evaluate(item.value)
    );
    if (first?.kind === 'text' && second) {
      if (
        /(?:get|getenv|pop|setdefault|setitem__|putenv|setenv)$/.test(written)
      ) {
        this._name(first.text, second); // a value, or the default
      }
      if (SETTERS.test(written)) {
        this.scope.set(environmentKey(first.text), second);
      }
    }
    if (/\benviron\.update$/.test(written)) {
      const given = first?.kind === 'entries' ? first.entries : [];
      for (const [name, one] of [...given, ...this._evaluator.entries(items)]) {
        this.scope.set(environmentKey(name), one);
      }
    }
  }

  /**
   * Look for tokens among keywords, entries, and parameters, which their defaults are bound to.
   */
  private _note(items: ReadonlyArray<IItem>, scope?: Scope): void {
    for (const [name, value] of this._evaluator.entries(items)) {
      this._name(name, value);
      scope?.set(name, value);
    }
  }

  private _name(name: string, value: Value, isNear = this._isNear): void {
    const isLikelyOurs =
      isNear &&
      isGeneralName(name) &&
      value.kind === 'text' &&
      isLikely(value.text);
    if (isTokenName(name) || isLikelyOurs) {
      this.secrets.push(...secretsOf(value));
    } else if (isNear && /^authorization$/i.test(name)) {
      this.secrets.push(...secretsOfHeader(value));
    }
  }

  private readonly _functions = new Map<
    string,
    { readonly parameters: string[]; readonly isNear: boolean }
  >();
  /** Whether the cell names Saturn. */
  private _isNear = false;
  declare private _cell: ICodeCell;
  declare private _evaluator: Evaluator;
}
