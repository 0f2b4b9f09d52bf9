/// <reference types="node" />
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

import type { ICell, INotebook } from '../modernise';
import { applyChanges, modernise, recognise } from '../modernise';
import type { ICellWriters, IConnectValues, Place } from '../modernise';

/**
 * Where the notebooks are, each with what is expected of it beside it.
 */
export const CORPUS = join(__dirname, 'corpus');

/**
 * The names of all notebooks of the corpus.
 */
export const NAMES: ReadonlyArray<string> = readdirSync(CORPUS)
  .filter(file => file.endsWith('.ipynb'))
  .map(file => file.replace('.ipynb', ''));

/**
 * Writes cells that show what they were told.
 */
export const WRITERS: ICellWriters = {
  installCell: () => '# saturn:install v1',
  connectCell: (values: IConnectValues) =>
    `# saturn:connect v1\n${JSON.stringify(values)}`
};

interface IFileCell {
  id?: string;
  cell_type: ICell['type'];
  source: string | string[];
  outputs?: unknown[];
  metadata: Record<string, unknown>;
}

/**
 * Read a notebook as its file has it.
 */
export function readNotebook(name: string): INotebook {
  const { cells, metadata } = readFile(`${name}.ipynb`) as {
    cells: IFileCell[];
    metadata: Record<string, unknown>;
  };
  return {
    metadata,
    cells: cells.map(({ id, cell_type, source, outputs, metadata }) => ({
      id,
      type: cell_type,
      source: typeof source === 'string' ? source : source.join(''),
      outputs,
      metadata
    }))
  };
}

/**
 * Read what is expected of a notebook.
 */
export function readExpectation(name: string): unknown {
  return readFile(`${name}.json`);
}

/**
 * Say what is made of a notebook, in the form of the expectations.
 */
export function describeResult(notebook: INotebook): unknown {
  const { recipe, tokens } = recognise(notebook);
  const { changes, token, advice } = modernise(notebook, WRITERS);
  return {
    recipe,
    token,
    tokens: tokens.map(({ place, span }) => [
      nameOf(place),
      readSpan(notebook, place, span.from, span.to)
    ]),
    advice,
    modern:
      changes.length === 0
        ? 'as it is'
        : describeNotebook(applyChanges(notebook, changes))
  };
}

function describeNotebook({ cells, metadata }: INotebook): unknown {
  return {
    cells: cells.map(cell => cell.source.split('\n')),
    outputs: cells.map(cell => cell.outputs?.length ?? 0),
    metadata: [metadata, ...cells.map(cell => cell.metadata)].filter(
      value => value !== undefined && Object.keys(value).length > 0
    )
  };
}

function nameOf(place: Place): string {
  switch (place.part) {
    case 'source':
      return `source of cell ${place.cell}`;
    case 'output':
      return `output ${place.output} of cell ${place.cell}: ${place.path.join('/')}`;
    case 'attachment':
      return `attachment of cell ${place.cell}: ${place.path.join('/')}`;
    case 'metadata':
      return `metadata of ${place.cell ?? 'notebook'}: ${place.path.join('/')}`;
  }
}

/**
 * Read what stands at a place of a notebook.
 */
export function readSpan(
  { cells, metadata }: INotebook,
  place: Place,
  from: number,
  to: number
): string {
  const cell = place.cell === null ? undefined : cells[place.cell];
  if (place.part === 'source') {
    return cell?.source.slice(from, to) ?? '';
  }
  const whole =
    place.part === 'output'
      ? cell?.outputs?.[place.output]
      : place.part === 'attachment'
        ? cell?.attachments
        : place.cell === null
          ? metadata
          : cell?.metadata;
  const text = place.path.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown>)[key],
    whole
  );
  return String(text).slice(from, to);
}

function readFile(file: string): unknown {
  return JSON.parse(readFileSync(join(CORPUS, file), 'utf-8'));
}
