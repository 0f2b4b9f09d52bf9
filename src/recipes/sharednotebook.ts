import type {
  ISharedCell,
  ISharedCodeCell,
  ISharedNotebook
} from '@jupyter/ydoc';
import type { IOutput } from '@jupyterlab/nbformat';
import type { PartialJSONObject, PartialJSONValue } from '@lumino/coreutils';

import { kindOf } from '../modernise/marker';
import type { Change, ICell, IFinding, INotebook } from '../modernise';
import { codeCell } from '../notebookcells';

/**
 * Read as much of an open notebook as its judgement needs.
 */
export function readNotebook(shared: ISharedNotebook): INotebook {
  return {
    metadata: { ...shared.getMetadata() },
    cells: shared.cells.map((cell): ICell => {
      const { cell_type } = cell;
      return {
        id: cell.getId(),
        type:
          cell_type === 'code' || cell_type === 'markdown' ? cell_type : 'raw',
        source: cell.getSource(),
        metadata: { ...cell.getMetadata() },
        ...(isCode(cell) ? { outputs: cell.getOutputs() } : attachmentsOf(cell))
      };
    })
  };
}

/**
 * Read what is attached to a cell, if it can have attachments.
 */
function attachmentsOf(cell: ISharedCell): Pick<ICell, 'attachments'> {
  const attachments =
    'getAttachments' in cell ? cell.getAttachments() : undefined;
  return attachments ? { attachments } : {};
}

/**
 * Carry changes out on an open notebook: the tokens go for good, and all the rest is one undo step.
 *
 * #### Notes
 * The tokens are taken out first, in a transaction that no undo knows, and the history before it is forgotten,
 * because it may hold them: an undo brings the old cells back without their tokens. Metadata go with the tokens.
 *
 * @param changes - Made for the notebook as it is now.
 * @param tokens - Where the tokens are now.
 */
export function changeNotebook(
  shared: ISharedNotebook,
  changes: ReadonlyArray<Change>,
  tokens: ReadonlyArray<IFinding>
): void {
  if (tokens.length > 0) {
    shared.transact(() => takeOut(shared, changes, tokens), false);
    shared.clearUndoHistory();
    shared.cells.forEach(cell => cell.clearUndoHistory());
  }
  const told = new Set(
    tokens.map(({ place }) =>
      place.part === 'output' ? `${place.cell} ${place.output}` : ''
    )
  );
  shared.transact(() => {
    for (let index = shared.cells.length; index >= 0; index--) {
      const here = changes
        .filter(change => change.index === index)
        .filter(
          change =>
            change.kind !== 'remove-output' ||
            !told.has(`${index} ${change.output}`)
        );
      changeCell(shared, index, here);
      const added = here.flatMap(change =>
        change.kind === 'insert' ? [codeCell(change.after)] : []
      );
      if (added.length > 0) {
        shared.insertCells(index, added);
      }
    }
  });
}

/**
 * Take the tokens out of sources, outputs and metadata.
 */
function takeOut(
  shared: ISharedNotebook,
  changes: ReadonlyArray<Change>,
  tokens: ReadonlyArray<IFinding>
): void {
  const spans = tokens.flatMap(({ place, span }) =>
    place.part === 'source' ? [{ cell: place.cell, ...span }] : []
  );
  // From the end on, so that the places before stay true.
  spans.sort((a, b) => b.from - a.from);
  for (const { cell, from, to } of spans) {
    shared.getCell(cell).updateSource(from, to, '');
  }
  shared.cells.forEach((cell, index) => {
    const gone = tokens.flatMap(({ place }) =>
      place.part === 'output' && place.cell === index ? [place.output] : []
    );
    dropOutputs(cell, gone);
  });
  for (const change of changes) {
    if (change.kind === 'metadata') {
      writeMetadata(
        change.index === null ? shared : shared.getCell(change.index),
        change.after
      );
    } else if (change.kind === 'remove-attachment') {
      dropAttachment(shared.getCell(change.index), change.name);
    }
  }
}

function changeCell(
  shared: ISharedNotebook,
  index: number,
  changes: ReadonlyArray<Change>
): void {
  if (changes.some(change => change.kind === 'remove')) {
    shared.deleteCell(index);
    return;
  }
  const gone = changes.flatMap(change =>
    change.kind === 'remove-output' ? [change.output] : []
  );
  if (gone.length > 0) {
    dropOutputs(shared.getCell(index), gone);
  }
  for (const change of changes) {
    if (change.kind === 'replace') {
      const cell = shared.getCell(index);
      cell.setSource(change.after);
      if (kindOf(change.after) && isCode(cell)) {
        cell.execution_count = null;
        cell.setMetadata({ ...cell.getMetadata(), ...codeCell('').metadata });
      }
    }
  }
}

function dropAttachment(cell: ISharedCell, name: string): void {
  if ('getAttachments' in cell) {
    const attachments = Object.entries(cell.getAttachments() ?? {});
    const kept = attachments.filter(([one]) => one !== name);
    cell.setAttachments(Object.fromEntries(kept));
  }
}

function dropOutputs(cell: ISharedCell, gone: ReadonlyArray<number>): void {
  if (gone.length === 0 || !isCode(cell)) {
    return;
  }
  const kept: IOutput[] = cell
    .getOutputs()
    .filter((_, output) => !gone.includes(output));
  cell.setOutputs(kept);
}

/**
 * Whether a cell is code; its type alone does not say so to the compiler.
 */
function isCode(cell: ISharedCell): cell is ISharedCodeCell {
  return cell.cell_type === 'code';
}

/**
 * Write metadata key by key: who replaces all of it loses what others write meanwhile.
 */
function writeMetadata(
  owner: ISharedNotebook | ISharedCell,
  after: Readonly<Record<string, unknown>>
): void {
  const target: IMetadataOwner = owner;
  for (const key of Object.keys(target.getMetadata())) {
    if (!(key in after)) {
      target.deleteMetadata(key);
    }
  }
  for (const [key, value] of Object.entries(after)) {
    target.setMetadata(key, value as PartialJSONValue); // it was read from JSON
  }
}

interface IMetadataOwner {
  getMetadata(): PartialJSONObject;
  setMetadata(key: string, value: PartialJSONValue): void;
  deleteMetadata(key: string): void;
}
