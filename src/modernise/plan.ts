import type { SyntaxNode } from '@lezer/common';

import type { IFinding, ISpan } from './notebook';
import { importsOf, readAssignment } from './python';
import type { ICodeCell, IReading } from './reading';
import type { IFoundRecipe } from './recipe';
import { statementOf } from './obstacle';
import { isToken } from './secrets';
import {
  bindingOf,
  isKeyword,
  topStatement,
  topStatements,
  write
} from './statements';
import { environmentMagics, environmentStatements } from './environment';

/**
 * A statement of a cell.
 */
export interface IStatement {
  readonly cell: ICodeCell;
  readonly node: SyntaxNode;
}

/**
 * What goes out of the code, and what is left that misses it.
 */
export interface IPlan {
  readonly statements: ReadonlyArray<IStatement>;
  /** Lines of magics. */
  readonly magics: ReadonlyArray<{
    readonly cell: number;
    readonly span: ISpan;
  }>;
  /** Variables that other code uses though nothing binds them any more. */
  readonly missing: ReadonlyArray<string>;
  /** Variables that other code uses and that held the token. */
  readonly emptied: ReadonlyArray<string>;
}

/** What a star import of dask-saturn binds. */
const STAR_NAMES = [
  'SaturnCluster',
  'ExternalConnection',
  'describe_sizes',
  'list_sizes',
  'SaturnSetup',
  'RegisterFiles',
  'sync_files'
];

/**
 * Plan what goes: the recipe's calls, what sets the environment for them, and then the variables and imports
 * that nothing else uses.
 */
export function makePlan(
  reading: IReading,
  found: IFoundRecipe | null,
  findings: ReadonlyArray<IFinding>
): IPlan {
  const removal = new Removal(reading);
  const whole = found?.recipe.obstacle === null ? found : null;
  for (const call of whole?.calls ?? []) {
    const statement = statementOf(call, whole?.calls ?? []);
    if (typeof statement !== 'string') {
      removal.add(call.cell, statement);
    }
  }
  const wanted = whole ? /^(?:SATURN_)?(?:TOKEN|BASE_URL)$/ : /^SATURN_TOKEN$/;
  const inSource = findings.filter(({ place }) => place.part === 'source');
  const magics = removal.removeEnvironment(wanted, whole !== null, inSource);
  if (whole) {
    removal.removeShown(whole.recipe.names.connection);
  }
  removal.removeUnused(whole !== null);
  return {
    statements: removal.statements,
    magics,
    missing: whole ? removal.missing(whole) : [],
    emptied: removal.emptied(inSource)
  };
}

class Removal {
  constructor(reading: IReading) {
    this._reading = reading;
  }

  get statements(): ReadonlyArray<IStatement> {
    return this._statements;
  }

  add(index: number, node: SyntaxNode): void {
    const cell = this._reading.cells.find(one => one.index === index);
    if (cell && !this._isRemoved(cell, node)) {
      this._statements.push({ cell, node });
    }
  }

  /**
   * Remove what sets the environment's variables: all, or those that hold a token.
   */
  removeEnvironment(
    wanted: RegExp,
    isWhole: boolean,
    findings: ReadonlyArray<IFinding>
  ): { cell: number; span: ISpan }[] {
    const holds = (cell: number, { from, to }: ISpan) =>
      isWhole ||
      findings.some(
        ({ place, span }) =>
          place.cell === cell && span.from >= from && span.to <= to
      );
    const magics: { cell: number; span: ISpan }[] = [];
    for (const cell of this._reading.cells) {
      for (const { name, from, to } of environmentMagics(cell)) {
        if (wanted.test(name) && holds(cell.index, { from, to })) {
          magics.push({ cell: cell.index, span: { from, to } });
        }
      }
      for (const { name, node } of environmentStatements(cell)) {
        if (
          wanted.test(name) &&
          (holds(cell.index, node) || this._usesToken(cell, node))
        ) {
          this.add(cell.index, node);
        }
      }
    }
    return magics;
  }

  /**
   * Remove the variables and imports that only what is removed has used.
   */
  removeUnused(isWhole: boolean): void {
    for (let before = -1; before !== this._statements.length;) {
      before = this._statements.length;
      for (const name of this._namesInRemoved()) {
        const uses = this._uses(name);
        const bindings = uses.map(use => bindingOf(use.cell, use.node, name));
        if (!bindings.includes(null) && !this._isInMagic(name)) {
          bindings.forEach((binding, i) => {
            const use = uses[i];
            if (use && binding) {
              this.add(use.cell.index, binding);
            }
          });
        }
      }
    }
    this._removeImports(isWhole);
  }

  /**
   * Remove what only shows a variable that is gone.
   */
  removeShown(name: string | null): void {
    for (const cell of this._reading.cells) {
      for (const node of topStatements(cell)) {
        if (node.name === 'ExpressionStatement' && write(cell, node) === name) {
          this.add(cell.index, node);
        }
      }
    }
  }

  /**
   * List the recipe's variables that other code uses, apart from those that the connect cell binds.
   */
  missing(found: IFoundRecipe): string[] {
    const { connection } = found.recipe.names;
    return connection && this._uses(connection).length > 0 ? [connection] : [];
  }

  /**
   * List the variables that lose a token and stay.
   */
  emptied(findings: ReadonlyArray<IFinding>): string[] {
    const names = findings.flatMap(({ place, span }) => {
      const cell = this._reading.cells.find(one => one.index === place.cell);
      const node = cell?.tree.resolveInner(span.from, 1);
      const statement = node ? topStatement(node) : null;
      if (!cell || !statement || this._isRemoved(cell, statement)) {
        return [];
      }
      const targets = readAssignment(statement)?.targets.flat() ?? [];
      return targets
        .filter(target => target.name === 'VariableName')
        .map(target => write(cell, target));
    });
    return [...new Set(names)].filter(name => {
      const value = this._reading.scope.get(name);
      return value?.kind === 'text' && this._uses(name).length > 1;
    });
  }

  private _removeImports(isWhole: boolean): void {
    const inRemoved = this._namesInRemoved();
    for (const cell of this._reading.cells) {
      for (const node of topStatements(cell)) {
        const imported =
          node.name === 'ImportStatement' ? importsOf(node, cell.python) : [];
        const names = imported.flatMap(one =>
          one.name === '*' ? STAR_NAMES : [one.name]
        );
        const isOurs = imported.some(
          one =>
            inRemoved.has(one.name) ||
            (isWhole && /^dask_saturn\b/.test(one.path))
        );
        const isUsed = names.some(
          name => this._uses(name).length > 0 || this._isInMagic(name)
        );
        const isForeignStar = imported.some(
          one => one.name === '*' && !/^dask_saturn\b/.test(one.path)
        );
        if (isOurs && !isUsed && !isForeignStar) {
          this.add(cell.index, node);
        }
      }
    }
  }

  /**
   * Whether a statement has a token from a variable.
   */
  private _usesToken(cell: ICodeCell, node: SyntaxNode): boolean {
    const names = node.getChildren('VariableName');
    return names.some(one => {
      const value = this._reading.scope.get(write(cell, one));
      return value?.kind === 'text' && isToken(value.text);
    });
  }

  private _namesInRemoved(): Set<string> {
    const names = new Set<string>();
    for (const { cell, node } of this._statements) {
      node.cursor().iterate(inner => {
        if (inner.name === 'VariableName' && !isKeyword(inner.node)) {
          names.add(cell.python.slice(inner.from, inner.to));
        }
      });
    }
    return names;
  }

  /**
   * List where a name stands outside of what is removed and of imports.
   */
  private _uses(name: string): IStatement[] {
    const uses: IStatement[] = [];
    for (const cell of this._reading.cells) {
      cell.tree.cursor().iterate(inner => {
        const isUse =
          inner.name === 'VariableName' &&
          cell.python.slice(inner.from, inner.to) === name &&
          !isKeyword(inner.node) &&
          inner.node.parent?.name !== 'ImportStatement' &&
          !this._isRemoved(cell, inner.node);
        if (isUse) {
          uses.push({ cell, node: inner.node });
        }
      });
    }
    return uses;
  }

  private _isRemoved(cell: ICodeCell, node: SyntaxNode): boolean {
    return this._statements.some(
      one =>
        one.cell === cell &&
        one.node.from <= node.from &&
        one.node.to >= node.to
    );
  }

  private _isInMagic(name: string): boolean {
    const pattern = new RegExp(`[{$]\\s*${name}\\b`);
    return this._reading.cells.some(({ cell, magics }) =>
      magics.some(({ from, to }) => pattern.test(cell.source.slice(from, to)))
    );
  }

  private readonly _reading: IReading;
  private readonly _statements: IStatement[] = [];
}
