import type { CellKind } from './marker';
import { kindOf } from './marker';
import { textsOfAttachments } from './attachments';

/**
 * What is known here of a notebook: as little as the work needs, in the words of nbformat.
 */
export interface INotebook {
  readonly cells: ReadonlyArray<ICell>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/**
 * A cell; its source is one string.
 */
export interface ICell {
  /** Absent before nbformat 4.5. */
  readonly id?: string;
  readonly type: 'code' | 'markdown' | 'raw';
  readonly source: string;
  /** As nbformat has them. */
  readonly outputs?: ReadonlyArray<unknown>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** By their names, and then by MIME types; data of pictures, and mostly of all others, are Base64. */
  readonly attachments?: Readonly<Record<string, IMimeBundle | undefined>>;
}

/**
 * Data by their MIME types.
 */
export type IMimeBundle = Readonly<Record<string, unknown>>;

/**
 * A range of UTF-16 units: `from` is in it, `to` is not.
 */
export interface ISpan {
  readonly from: number;
  readonly to: number;
}

/**
 * Where a string stands in a notebook.
 *
 * #### Notes
 * `cell` and `output` are indices; no cell means the notebook's own metadata. `path` leads from the
 * output, the metadata or the attachments to the string; a span of no characters there is a token in the name of a
 * key. So it is of an attachment that is encoded.
 */
export type Place =
  | { readonly part: 'source'; readonly cell: number }
  | {
      readonly part: 'output';
      readonly cell: number;
      readonly output: number;
      readonly path: ReadonlyArray<string | number>;
    }
  | {
      readonly part: 'attachment';
      readonly cell: number;
      readonly path: ReadonlyArray<string | number>;
    }
  | {
      readonly part: 'metadata';
      readonly cell: number | null;
      readonly path: ReadonlyArray<string | number>;
    };

/**
 * A token, or a piece of one: where it stands, never what it is.
 */
export interface IFinding {
  readonly place: Place;
  readonly span: ISpan;
}

/**
 * Whether a notebook is in Python: one that does not say is.
 */
export function isPythonNotebook(notebook: INotebook): boolean {
  const { kernelspec, language_info: info } = notebook.metadata ?? {};
  const named = [read(info, 'name'), read(kernelspec, 'language')];
  const language = named.find(name => typeof name === 'string');
  return typeof language !== 'string' || /^i?python|^$/i.test(language);
}

const WORD = /saturn|ExternalConnection|\/api\/user\/token/i;

/**
 * Whether a notebook has any word that a recipe or a token of Saturn's stands by. Most notebooks have none, and
 * are not read.
 */
export function isOfInterest({ cells, metadata }: INotebook): boolean {
  return (
    WORD.test(JSON.stringify(metadata ?? null)) ||
    cells.some(
      cell =>
        WORD.test(cell.source) ||
        WORD.test(JSON.stringify([cell.outputs, cell.metadata])) ||
        textsOfAttachments(cell).some(text => WORD.test(text))
    )
  );
}

/**
 * Which of our own cells a cell is, or null.
 */
export function markedAs(cell: ICell): CellKind | null {
  return cell.type === 'code' ? kindOf(cell.source) : null;
}

/**
 * Read a property of what may be an object.
 */
export function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
