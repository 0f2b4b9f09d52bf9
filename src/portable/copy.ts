import type {
  IBaseCellMetadata,
  ICell,
  INotebookContent
} from '@jupyterlab/nbformat';
import { UUID } from '@lumino/coreutils';

import type { CellKind } from '../modernise/marker';
import { kindOf } from '../modernise/marker';

/**
 * The cells of ours that a copy gets where the notebook has none of their kind.
 */
export type NewCells = Readonly<Record<CellKind, string>>;

/** What only this machine or a past run is described by. */
const LOCAL_METADATA = ['widgets', 'papermill', 'vscode', 'interpreter'];

/** The same, of cells. */
const LOCAL_CELL_METADATA = [
  'ExecuteTime',
  'execution',
  'outputId',
  'trusted',
  'papermill'
];

/**
 * Make a copy of a notebook that every platform can open, with our cells in it.
 *
 * #### Notes
 * Of cells, no more is copied than what nbformat names. nbformat 4.5 with an id for each cell, a kernel by both of its names, no outputs and nothing of the run or the
 * machine. `colab` is what Colab itself writes into notebooks. Whether a token is in it is for the caller to judge.
 *
 * @param content - A notebook of nbformat 4, in Python.
 * @param cluster - What goes under `metadata.saturn`; null keeps what is there.
 */
export function portableCopy(
  content: INotebookContent,
  fresh: NewCells,
  cluster: Readonly<Record<string, string | number | null>> | null
): INotebookContent {
  const kinds = content.cells.map(cell =>
    cell.cell_type === 'code' ? kindOf(sourceOf(cell)) : null
  );
  const lacks = (kind: CellKind): boolean => !kinds.includes(kind);
  const add = (kind: CellKind): ICell[] =>
    lacks(kind) ? [codeCell(fresh[kind])] : [];
  const found = kinds.findIndex(kind => kind !== null && kind !== 'stop');
  const code = content.cells.findIndex(cell => cell.cell_type === 'code');
  // Before the first cell that may need them; an install cell stands before the connect cell.
  const at = kinds.includes('connect') && found >= 0 ? found : code;
  const first = at < 0 ? content.cells.length : at;
  const installed = kinds.indexOf('install');
  const connectAt = installed >= 0 ? installed + 1 : first;
  const cells = content.cells.flatMap((cell, index) => [
    ...(index === first ? add('install') : []),
    ...(index === connectAt ? add('connect') : []),
    cleanCell(cell)
  ]);
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      ...without(content.metadata, LOCAL_METADATA),
      colab: { provenance: [] },
      kernelspec: { name: 'python3', display_name: 'Python 3' },
      language_info: { name: 'python' },
      ...(cluster ? { saturn: { ...cluster } } : {})
    },
    cells: withIds([
      ...cells,
      ...(first === content.cells.length ? add('install') : []),
      ...(connectAt === content.cells.length ? add('connect') : []),
      ...add('stop')
    ])
  };
}

function sourceOf(cell: ICell): string {
  return typeof cell.source === 'string' ? cell.source : cell.source.join('');
}

function codeCell(source: string): ICell {
  return {
    cell_type: 'code',
    source,
    metadata: { cellView: 'form' },
    outputs: [],
    execution_count: null
  };
}

function cleanCell(cell: ICell): ICell {
  const { id, cell_type, source, attachments } = cell;
  const metadata = without(cell.metadata, LOCAL_CELL_METADATA);
  const clean = {
    ...(id === undefined ? {} : { id }),
    cell_type,
    source,
    metadata,
    ...(attachments === undefined || cell_type === 'code'
      ? {}
      : { attachments })
  };
  return cell.cell_type === 'code'
    ? { ...clean, outputs: [], execution_count: null }
    : clean;
}

/**
 * Keep the ids that are valid (nbformat 4.5) and stand once, and give all other cells one.
 */
function withIds(cells: ReadonlyArray<ICell>): ICell[] {
  const taken = new Set<unknown>();
  return cells.map(cell => {
    const known = cell.id;
    const isGood =
      typeof known === 'string' &&
      /^[\w-]{1,64}$/.test(known) &&
      !/^[\da-f]{32,}$/i.test(known) && // it may be a token
      !taken.has(known);
    const id = isGood ? known : UUID.uuid4();
    taken.add(id);
    return { ...cell, id };
  });
}

function without(
  values: Partial<IBaseCellMetadata> | Readonly<Record<string, unknown>>,
  keys: ReadonlyArray<string>
): INotebookContent['metadata'] {
  return Object.fromEntries(
    Object.entries(values).filter(([key]) => !keys.includes(key))
  ) as INotebookContent['metadata']; // parts of what was of that type
}
