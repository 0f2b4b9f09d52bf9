import { dropAttachments } from './attachments';
import type { Change } from './changes';
import type { IExcision } from './excise';
import { excise } from './excise';
import type { IInstall } from './installs';
import { findInstalls } from './installs';
import type { ICell, IFinding, INotebook } from './notebook';
import { markedAs } from './notebook';
import type { IPlan } from './plan';
import type { ICodeCell, IReading } from './reading';
import type { IFoundRecipe } from './recipe';
import { topStatement, topStatements } from './statements';
import { replaceSpans, spansInSource } from './scrub';

/**
 * A cell of ours that is to stand in the notebook.
 */
export interface IGenerated {
  readonly kind: 'install' | 'connect';
  /** The index of the cell whose code it takes the place of. */
  readonly index: number;
  readonly source: string;
}

/**
 * All that the changes of cells follow from.
 */
export interface IWork {
  readonly notebook: INotebook;
  readonly reading: IReading;
  readonly findings: ReadonlyArray<IFinding>;
  readonly plan: IPlan;
  /** The recipe, when it is replaced. */
  readonly whole: IFoundRecipe | null;
  readonly installs: ReadonlyMap<number, ReadonlyArray<IInstall>>;
  readonly generated: ReadonlyArray<IGenerated>;
}

/**
 * Find the lines of all cells that install the recipe's packages, by the indices of the cells.
 */
export function listInstalls(
  reading: IReading
): Map<number, ReadonlyArray<IInstall>> {
  return new Map(
    reading.cells
      .map(code => [code.index, findInstalls(code.cell.source, code)] as const)
      .filter(([, installs]) => installs.length > 0)
  );
}

/**
 * Say what becomes of the cells and their outputs.
 */
export function composeChanges(work: IWork): Change[] {
  return work.notebook.cells.flatMap((cell, index) => {
    const changes = changeCell(work, cell, index);
    const isRemoved = changes.some(change => change.kind === 'remove');
    return isRemoved
      ? changes
      : [
          ...changes,
          ...dropOutputs(work, cell, index),
          ...dropAttachments(cell, index, work.findings)
        ];
  });
}

function changeCell(work: IWork, cell: ICell, index: number): Change[] {
  const cellId = cell.id ?? null;
  const spans = spansInSource(work.findings, index);
  const before = replaceSpans(cell.source, spans);
  const replace = (after: string): Change[] =>
    after === cell.source
      ? []
      : [{ kind: 'replace', index, cellId, before, after }];
  const insert = (at: number, sources: ReadonlyArray<string>): Change[] =>
    sources.map(after => ({ kind: 'insert', index: at, after }));

  const mark = markedAs(cell);
  const successor = work.generated.find(one => one.kind === mark);
  if (successor) {
    return isBefore(index, successor)
      ? replace(successor.source)
      : [{ kind: 'remove', index, cellId, before }];
  }
  const news = newSources(work, index);
  const rest = findRest(work, cell, index);
  if (rest.after) {
    return [
      ...replace(rest.before),
      ...insert(index + 1, [...news, rest.after])
    ];
  }
  if (!isEmpty(rest.before) || isEmpty(cell.source)) {
    return [...insert(index, news), ...replace(rest.before)];
  }
  const [first, ...others] = news;
  return first === undefined
    ? [{ kind: 'remove', index, cellId, before }]
    : [...replace(first), ...insert(index + 1, others)];
}

/**
 * Whether a cell of ours in the notebook stands where its successor can take its place.
 */
function isBefore(index: number, successor: IGenerated): boolean {
  return index < successor.index;
}

/**
 * List the new cells at a cell's place, but not those that take the place of an earlier one of ours.
 */
function newSources(work: IWork, index: number): string[] {
  return work.generated
    .filter(one => one.index === index)
    .filter(
      one =>
        !work.notebook.cells.some(
          (cell, i) => markedAs(cell) === one.kind && isBefore(i, one)
        )
    )
    .map(one => one.source);
}

/**
 * Whether a source is blank, or a magic for a cell that has no body.
 */
function isEmpty(source: string): boolean {
  return /^\s*(?:%%.*\s*)?$/.test(source);
}

/**
 * Find what stays of a cell: before the connect cell, and after it.
 */
function findRest(
  work: IWork,
  cell: ICell,
  index: number
): { before: string; after: string } {
  const code = work.reading.cells.find(one => one.index === index);
  const excisions: IExcision[] = spansInSource(work.findings, index).map(
    span => ({ ...span, kind: 'characters' })
  );
  for (const { cell: one, node } of work.plan.statements) {
    if (code && one.index === index) {
      excisions.push({ kind: 'statement', ...withPrefix(code, node) });
    }
  }
  for (const magic of work.plan.magics) {
    if (magic.cell === index) {
      excisions.push({ kind: 'statement', ...magic.span });
    }
  }
  for (const { from, to, rest } of work.installs.get(index) ?? []) {
    // The body of an `if` must not be left empty.
    const isInBody = /[ \t]$/.test(cell.source.slice(0, from));
    const text = rest || (isInBody ? 'pass' : '');
    excisions.push({ kind: 'statement', from, to, text });
  }
  return excise(cell.source, excisions, code && splitAt(work, code));
}

/**
 * Join the magic that stands before a statement, `%time`.
 */
function withPrefix(
  code: ICodeCell,
  { from, to }: { from: number; to: number }
): { from: number; to: number } {
  const prefix = code.magics.find(
    magic => magic.kind === 'prefix' && magic.to === from
  );
  return { from: prefix?.from ?? from, to };
}

/**
 * Where a cell is split in two by the connect cell: at the recipe, if anything before it does something.
 */
function splitAt(work: IWork, code: ICodeCell): number | undefined {
  const anchor = work.whole?.anchors.find(call => call.cell === code.index);
  const statement = anchor ? topStatement(anchor.node) : null;
  if (!statement) {
    return undefined;
  }
  const gone = work.plan.statements.filter(one => one.cell === code);
  const isActive = topStatements(code).some(
    node =>
      node.from < statement.from &&
      !gone.some(one => one.node.from === node.from) &&
      !/^(?:ImportStatement|FunctionDefinition|ClassDefinition|;)$/.test(
        node.name
      ) &&
      !/^(?:Number|String)$/.test(node.firstChild?.name ?? '')
  );
  if (!isActive) {
    return undefined;
  }
  return code.cell.source.lastIndexOf('\n', statement.from - 1) + 1;
}

/**
 * Drop outputs that show a token, and those of code that is gone.
 */
function dropOutputs(work: IWork, cell: ICell, index: number): Change[] {
  const outputs = cell.outputs ?? [];
  const isGone =
    newSources(work, index).length > 0 &&
    isEmpty(findRest(work, cell, index).before);
  const told = new Set(
    work.findings.flatMap(({ place }) =>
      place.part === 'output' && place.cell === index ? [place.output] : []
    )
  );
  return outputs.flatMap((_, output): Change[] =>
    isGone || told.has(output)
      ? [{ kind: 'remove-output', index, cellId: cell.id ?? null, output }]
      : []
  );
}
