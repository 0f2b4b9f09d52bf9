import type { ICell, INotebook } from './notebook';
import type { Obstacle } from './obstacle';
import type { IClusterSettings } from './recipe';

/**
 * One step that makes a notebook modern.
 *
 * #### Notes
 * `index` is that of a cell in the notebook as it was, `cellId` its id; an insertion goes before that cell, or
 * to the end; several before the same cell go there in their order. What is shown of the notebook as it was has
 * its tokens masked. Metadata without an index are the notebook's.
 */
export type Change =
  | {
      readonly kind: 'replace';
      readonly index: number;
      readonly cellId: string | null;
      readonly before: string;
      readonly after: string;
    }
  | { readonly kind: 'insert'; readonly index: number; readonly after: string }
  | {
      readonly kind: 'remove';
      readonly index: number;
      readonly cellId: string | null;
      readonly before: string;
    }
  | {
      readonly kind: 'remove-output';
      readonly index: number;
      readonly cellId: string | null;
      readonly output: number;
    }
  | {
      readonly kind: 'remove-attachment';
      readonly index: number;
      readonly cellId: string | null;
      readonly name: string;
    }
  | {
      readonly kind: 'metadata';
      readonly index: number | null;
      readonly cellId: string | null;
      readonly after: Readonly<Record<string, unknown>>;
    };

/**
 * What the user should know or decide.
 */
export type Advice =
  /** The token was readable in the notebook: make a new one. `count`: how many different ones. */
  | { readonly code: 'rotate'; readonly count: number }
  /** The recipe stays, without its token, for this reason. */
  | { readonly code: 'not-replaced'; readonly obstacle: Obstacle }
  /** Versions that are asked for no more. */
  | { readonly code: 'dropped-pins'; readonly pins: ReadonlyArray<string> }
  /** Settings of the cluster that the code computed, and that are lost. */
  | {
      readonly code: 'unknown-settings';
      readonly settings: ReadonlyArray<keyof IClusterSettings>;
    }
  /** Arguments of the cluster and the client that no cell of ours takes. */
  | {
      readonly code: 'dropped-arguments';
      readonly names: ReadonlyArray<string>;
    }
  /** The code does not say which Saturn it means: the new cell has to be filled in. */
  | { readonly code: 'no-address' }
  /** Variables that other code uses and nothing binds any more. */
  | { readonly code: 'missing'; readonly names: ReadonlyArray<string> }
  /** Variables that other code uses and that held the token: they are empty now. */
  | { readonly code: 'emptied'; readonly names: ReadonlyArray<string> }
  /** Nothing in the notebook installs dask-saturn, so no install cell was written. */
  | { readonly code: 'no-install' };

/**
 * How a notebook becomes modern.
 */
export interface IModernisation {
  readonly changes: ReadonlyArray<Change>;
  /** The token that the recipe used, else the first that was found: for the vault, and nothing else. */
  readonly token: string | null;
  readonly projectId: string | null;
  /** As the notebook has it: anybody's word, to be confirmed before the token goes there. */
  readonly baseUrl: string | null;
  readonly advice: ReadonlyArray<Advice>;
}

/**
 * Carry changes out on a notebook as it was when they were made.
 *
 * @returns A new notebook; new cells have no id.
 */
export function applyChanges(
  notebook: INotebook,
  changes: ReadonlyArray<Change>
): INotebook {
  const cells: ICell[] = [];
  let metadata = notebook.metadata;
  for (let index = 0; index <= notebook.cells.length; index++) {
    const here = changes.filter(change => change.index === index);
    for (const change of here) {
      if (change.kind === 'insert') {
        cells.push({ type: 'code', source: change.after });
      }
    }
    const cell = notebook.cells[index];
    if (cell && !here.some(change => change.kind === 'remove')) {
      cells.push(here.reduce(applyToCell, dropOutputs(cell, here)));
    }
  }
  for (const change of changes) {
    if (change.kind === 'metadata' && change.index === null) {
      metadata = change.after;
    }
  }
  return metadata ? { cells, metadata } : { cells };
}

function applyToCell(cell: ICell, change: Change): ICell {
  switch (change.kind) {
    case 'replace':
      return { ...cell, source: change.after };
    case 'metadata':
      return { ...cell, metadata: change.after };
    case 'remove-attachment': {
      const attachments = Object.entries(cell.attachments ?? {});
      const kept = attachments.filter(([name]) => name !== change.name);
      return { ...cell, attachments: Object.fromEntries(kept) };
    }
    case 'insert':
    case 'remove':
    case 'remove-output':
      return cell;
  }
}

function dropOutputs(cell: ICell, changes: ReadonlyArray<Change>): ICell {
  const gone = changes.flatMap(change =>
    change.kind === 'remove-output' ? [change.output] : []
  );
  return gone.length > 0 && cell.outputs
    ? { ...cell, outputs: cell.outputs.filter((_, i) => !gone.includes(i)) }
    : cell;
}
