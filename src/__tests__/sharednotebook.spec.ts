import { YNotebook } from '@jupyter/ydoc';
import type {
  ICell as IFileCell,
  INotebookMetadata,
  IOutput
} from '@jupyterlab/nbformat';

import { applyChanges, modernise, recognise } from '../modernise';
import type { INotebook } from '../modernise';
import { changeNotebook, readNotebook } from '../recipes/sharednotebook';
import { NAMES, readNotebook as readFile, WRITERS } from './corpus';

const opened: YNotebook[] = [];

beforeAll(() => {
  // Yjs warns of how `fromJSON` makes its cells.
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});

afterEach(() => opened.splice(0).forEach(shared => shared.dispose()));

afterAll(() => jest.restoreAllMocks());

/** An open notebook, as JupyterLab has it: each cell with an undo history of its own. */
function open({ cells, metadata }: INotebook): YNotebook {
  const shared = YNotebook.create({ disableDocumentWideUndoRedo: true });
  shared.fromJSON({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { ...metadata } as INotebookMetadata,
    cells: cells.map(({ type, source, outputs, metadata, id }, index) => ({
      id: id ?? `cell-${index}`,
      cell_type: type,
      source,
      metadata: { ...metadata },
      ...(type === 'code'
        ? { outputs: (outputs ?? []) as IOutput[], execution_count: 1 }
        : {})
    })) as IFileCell[]
  });
  shared.clearUndoHistory();
  opened.push(shared);
  return shared;
}

/** Make it modern; returns the token. */
function change(shared: YNotebook): string | null {
  const notebook = readNotebook(shared);
  const { changes, token } = modernise(notebook, WRITERS);
  changeNotebook(shared, changes, recognise(notebook).tokens);
  return token;
}

function withoutForms({ cells, metadata }: INotebook): INotebook {
  return {
    metadata,
    cells: cells.map(cell => {
      const rest: Record<string, unknown> = { ...cell.metadata };
      delete rest.cellView;
      const outputs = cell.type === 'code' ? (cell.outputs ?? []) : undefined;
      return { ...cell, id: undefined, metadata: rest, outputs };
    })
  };
}

describe('changeNotebook', () => {
  it.each(NAMES)('should do to %s what was shown', name => {
    const shared = open(readFile(name));
    const before = readNotebook(shared);
    const { changes } = modernise(before, WRITERS);
    const expected = applyChanges(before, changes);
    const token = change(shared);
    const after = readNotebook(shared);
    expect(withoutForms(after)).toEqual(withoutForms(expected));
    if (token) {
      expect(JSON.stringify(after)).not.toContain(token);
    }
  });

  it.each(NAMES)('should undo in one step, but for the token, %s', name => {
    const shared = open(readFile(name));
    const before = readNotebook(shared);
    const token = change(shared);
    const after = readNotebook(shared);
    if (shared.canUndo()) {
      shared.undo();
    }
    const undone = readNotebook(shared);
    expect(shared.canUndo()).toBe(false);
    expect(undone.cells.map(cell => cell.id)).toEqual(
      before.cells.map(cell => cell.id)
    );
    if (token) {
      expect(JSON.stringify(undone)).not.toContain(token);
    } else if (recognise(before).tokens.length === 0) {
      expect(undone).toEqual(before);
    }
    expect(recognise(undone).tokens).toEqual([]);
    if (shared.canRedo()) {
      shared.redo();
    }
    expect(withoutForms(readNotebook(shared))).toEqual(withoutForms(after));
  });

  it('should forget a history that holds the token', () => {
    const token = '4f1c09be77d2a35861e0b94d2c7f5a18';
    const line = `saturn_token = "${token}"`;
    const shared = open({
      cells: [
        { type: 'code', source: line },
        { type: 'code', source: line }
      ]
    });
    shared.getCell(0).setSource(`${line}  # edited`);
    shared.transact(() => shared.deleteCell(1));
    expect(shared.getCell(0).canUndo()).toBe(true);
    expect(shared.canUndo()).toBe(true);
    change(shared);
    while (shared.getCell(0).canUndo()) {
      shared.getCell(0).undo();
    }
    while (shared.canUndo()) {
      shared.undo();
    }
    expect(JSON.stringify(readNotebook(shared))).not.toContain(token);
  });
});
