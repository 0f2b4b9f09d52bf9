import type { SyntaxNode } from '@lezer/common';

import { decodeAttachment, textsOfAttachments } from './attachments';
import type { ICell, IFinding, INotebook, ISpan, Place } from './notebook';
import { isBroken } from './python';
import type { ICodeCell, IReading } from './reading';
import {
  encodingsOf,
  findKnown,
  findNamed,
  merge,
  namesSaturn,
  recognisable
} from './secrets';
import type { INamed } from './secrets';
import { topStatement } from './statements';

/**
 * The tokens of a notebook: where they stand, and what they are.
 */
export interface ITokens {
  readonly findings: ReadonlyArray<IFinding>;
  /** Different tokens, the one that the code uses first. */
  readonly texts: ReadonlyArray<string>;
  /** The first of them that is known whole. */
  readonly token: string | null;
}

/**
 * Find all tokens of a notebook, by the rule that `isToken` states.
 */
export function findTokens(notebook: INotebook, reading: IReading): ITokens {
  const strings = [...stringsOf(notebook)];
  const written = reading.secrets.map(secret => secret.text);
  const named = strings.map(string => spansIn(string, reading));
  const shown = strings.flatMap(({ text }, i) =>
    (named[i] ?? []).map(span => text.slice(span.from, span.to))
  );
  // The text shows a token that is written in pieces as its pieces.
  const texts = unique([
    ...written,
    ...shown.filter(text => !written.some(whole => whole.includes(text)))
  ]);
  const known = unique([
    ...texts.flatMap(text => recognisable(text, [])),
    ...reading.secrets.flatMap(({ text, pieces }) =>
      recognisable(
        text,
        pieces.map(piece => piece.text)
      )
    )
  ]);
  known.push(...known.flatMap(encodingsOf));
  const findings = strings.flatMap(({ text, place, isKey, isDecoded }, i) => {
    const spans: ISpan[] = [...(named[i] ?? []), ...findKnown(text, known)];
    if (place.part === 'source') {
      const pieces = reading.secrets.flatMap(secret => secret.pieces);
      spans.push(...pieces.filter(piece => piece.cell === place.cell));
    }
    const found = merge(spans.filter(span => span.to > span.from));
    return (isKey || isDecoded) && found.length > 0
      ? [{ place, span: { from: 0, to: 0 } }]
      : found.map(({ from, to }) => ({ place, span: { from, to } }));
  });
  const parts = reading.secrets.filter(secret => !secret.isWhole);
  const token = texts.find(text => !parts.some(part => part.text === text));
  return { findings, texts, token: token ?? null };
}

/**
 * A string somewhere in a notebook.
 */
interface IText {
  readonly text: string;
  readonly place: Place;
  readonly isNearSaturn: boolean;
  readonly isKey: boolean;
  /** Whether the notebook has another text there, that stands for this one. */
  readonly isDecoded?: boolean;
}

/**
 * Find what has a token's name: in the text itself, or as the key that the text is the value of.
 */
function spansIn(string: IText, reading: IReading): ISpan[] {
  const { text, place, isNearSaturn, isKey } = string;
  const key =
    place.part === 'source' || isKey ? null : place.path[place.path.length - 1];
  const isNamed =
    typeof key === 'string' &&
    /^\S+$/.test(text) &&
    findNamed(`${key}="${text}"`, isNearSaturn).length > 0;
  if (isNamed) {
    return [{ from: 0, to: text.length }];
  }
  const found = findNamed(text, isNearSaturn);
  const code = reading.cells.find(
    one => place.part === 'source' && one.index === place.cell
  );
  return code ? found.filter(one => one.isSure || isUnread(code, one)) : found;
}

/**
 * Whether reading the code as Python has not seen what stands there: a comment, a string as a whole, what
 * IPython takes, broken code.
 */
function isUnread(code: ICodeCell, { name, from, isBare }: INamed): boolean {
  const node = code.tree.resolveInner(name, 1);
  const isInText =
    node.name === 'Comment' ||
    (isText(node) && node.from <= from && from < node.to);
  const isInMagic = code.magics.some(
    magic => magic.from <= name && name < magic.to
  );
  const statement = topStatement(node);
  // A bare word in broken code is most likely a name.
  const isInBroken = !isBare && isBroken(statement ?? node);
  return isInText || isInMagic || isInBroken;
}

function isText(node: SyntaxNode): boolean {
  return /String$/.test(node.name);
}

function* stringsOf(notebook: INotebook): Generator<IText> {
  for (const [index, cell] of notebook.cells.entries()) {
    const outputs = cell.outputs ?? [];
    const isNearSaturn = namesSaturn(cell.source);
    const place = { part: 'source', cell: index } as const;
    yield { text: cell.source, place, isNearSaturn, isKey: false };
    for (const [output, value] of outputs.entries()) {
      const isNear = isNearSaturn || namesSaturn(JSON.stringify(value));
      for (const { path, text, isKey } of walk(value)) {
        const at = { part: 'output', cell: index, output, path } as const;
        yield { text, place: at, isNearSaturn: isNear, isKey };
      }
    }
    yield* attachmentsOf(cell, index);
    yield* metadataOf(cell.metadata, index);
  }
  yield* metadataOf(notebook.metadata, null);
}

function* attachmentsOf(cell: ICell, index: number): Generator<IText> {
  const isNear = [cell.source, ...textsOfAttachments(cell)].some(namesSaturn);
  for (const { path, text, isKey } of walk(cell.attachments)) {
    const place = { part: 'attachment', cell: index, path } as const;
    const decoded = isKey ? null : decodeAttachment(path[1], text);
    yield {
      text: decoded ?? text,
      place,
      isNearSaturn: isNear,
      isKey,
      isDecoded: decoded !== null
    };
  }
}

function* metadataOf(value: unknown, cell: number | null): Generator<IText> {
  const isNearSaturn = namesSaturn(JSON.stringify(value ?? null));
  for (const { path, text, isKey } of walk(value)) {
    const place = { part: 'metadata', cell, path } as const;
    yield { text, place, isNearSaturn, isKey };
  }
}

interface IWalked {
  readonly path: ReadonlyArray<string | number>;
  readonly text: string;
  readonly isKey: boolean;
}

/**
 * List all strings in JSON, and the names of its keys.
 */
function* walk(
  value: unknown,
  path: ReadonlyArray<string | number> = []
): Generator<IWalked> {
  if (typeof value === 'string') {
    yield { path, text: value, isKey: false };
  } else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) {
      yield* walk(item, [...path, i]);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      yield { path: [...path, key], text: key, isKey: true };
      yield* walk(item, [...path, key]);
    }
  }
}

function unique(texts: ReadonlyArray<string>): string[] {
  return [...new Set(texts)];
}
