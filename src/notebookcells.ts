import type { NotebookPanel } from '@jupyterlab/notebook';

import type { CellKind } from './modernise/marker';
import { kindOf } from './modernise/marker';

/**
 * A cell of ours, as the file holds it.
 */
export function codeCell(source: string): {
  cell_type: 'code';
  source: string;
  metadata: { cellView: 'form' };
} {
  // Colab shows a form in place of the code; others ignore it.
  return { cell_type: 'code', source, metadata: { cellView: 'form' } };
}

/**
 * Put a cell of ours into a notebook: in place of the one of its kind, or below the active cell.
 *
 * #### Notes
 * It is one transaction on the shared model, so that one undo takes it back. No other cell is touched.
 */
export function putCell(
  panel: NotebookPanel,
  kind: CellKind,
  source: string
): void {
  const notebook = panel.content;
  const shared = panel.context.model.sharedModel;
  const found = findCells(panel, kind)[0];
  const index =
    found ?? Math.min(notebook.activeCellIndex + 1, shared.cells.length);
  shared.transact(() => {
    if (found === undefined) {
      shared.insertCell(index, codeCell(source));
    } else {
      shared.getCell(found).setSource(source);
    }
  });
  notebook.deselectAll();
  notebook.activeCellIndex = index;
  const cell = notebook.activeCell;
  if (cell) {
    void notebook.scrollToCell(cell).catch(() => undefined); // it may be gone already
  }
}

/**
 * Remove the cells of a kind, but for the one of this id: it has come in their place.
 *
 * @returns Whether the notebook has that cell; one that has not is left as it is.
 */
export function keepOnly(
  panel: NotebookPanel,
  kind: CellKind,
  cellId: string
): boolean {
  const shared = panel.context.model.sharedModel;
  const found = findCells(panel, kind);
  const others = found.filter(index => shared.getCell(index).id !== cellId);
  const hasCell = others.length < found.length;
  if (hasCell && others.length > 0) {
    shared.transact(() => {
      others.reverse().forEach(index => shared.deleteCell(index));
    });
  }
  return hasCell;
}

/**
 * Return where a notebook has cells of a kind.
 */
function findCells(panel: NotebookPanel, kind: CellKind): number[] {
  return panel.context.model.sharedModel.cells.flatMap((cell, index) =>
    cell.cell_type === 'code' && kindOf(cell.getSource()) === kind
      ? [index]
      : []
  );
}
