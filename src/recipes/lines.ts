import type { Change, IDifferentLine } from '../modernise';

/**
 * What becomes of one cell, for display. Tokens are masked in it.
 */
export interface ICellDifference {
  /** Counted from 1, in the notebook as it is; null for a new cell. */
  readonly number: number | null;
  readonly what: 'changed' | 'new' | 'removed' | 'kept';
  readonly lines: ReadonlyArray<IDifferentLine>;
  /** How many outputs are removed. */
  readonly outputs: number;
  /** How many attachments are removed. */
  readonly attachments: number;
  readonly hasMetadata: boolean;
}

/**
 * Lines that stand together: those that are shown at once, or those that are folded.
 */
export interface ILineGroup {
  readonly isFolded: boolean;
  readonly lines: ReadonlyArray<IDifferentLine>;
}

/** How many lines of a long run are shown, at the least. */
const SHOWN = 8;

/** How many unchanged lines are shown beside a change. */
const CONTEXT = 2;

/**
 * List the cells that change, in the order of the notebook as it will be.
 *
 * @param difference - Says by lines how a text becomes another.
 */
export function listDifferences(
  changes: ReadonlyArray<Change>,
  difference: (before: string, after: string) => IDifferentLine[]
): ICellDifference[] {
  const indices = changes.flatMap(({ index }) => index ?? []);
  return [...new Set(indices)]
    .sort((a, b) => a - b)
    .flatMap(index => {
      const here = changes.filter(change => change.index === index);
      const added = here.flatMap((change): ICellDifference[] =>
        change.kind === 'insert'
          ? [
              {
                number: null,
                what: 'new',
                lines: difference('', change.after),
                outputs: 0,
                attachments: 0,
                hasMetadata: false
              }
            ]
          : []
      );
      const isMore = here.some(change => change.kind !== 'insert');
      return isMore ? [...added, describeCell(index, here, difference)] : added;
    });
}

function describeCell(
  index: number,
  here: ReadonlyArray<Change>,
  difference: (before: string, after: string) => IDifferentLine[]
): ICellDifference {
  const source = here.flatMap(change =>
    change.kind === 'replace' || change.kind === 'remove' ? [change] : []
  )[0];
  return {
    number: index + 1,
    what: !source ? 'kept' : source.kind === 'remove' ? 'removed' : 'changed',
    lines: source
      ? difference(source.before, source.kind === 'replace' ? source.after : '')
      : [],
    outputs: here.filter(change => change.kind === 'remove-output').length,
    attachments: here.filter(change => change.kind === 'remove-attachment')
      .length,
    hasMetadata: here.some(change => change.kind === 'metadata')
  };
}

/**
 * Fold the middle of long runs of lines that were all added, removed or kept.
 */
export function foldLines(lines: ReadonlyArray<IDifferentLine>): ILineGroup[] {
  const groups: ILineGroup[] = [];
  for (let from = 0; from < lines.length;) {
    const sign = lines[from]?.sign;
    let to = from;
    while (to < lines.length && lines[to]?.sign === sign) {
      to += 1;
    }
    const run = lines.slice(from, to);
    const first = sign !== ' ' ? SHOWN : from === 0 ? 0 : CONTEXT;
    const last = sign !== ' ' || to === lines.length ? 0 : CONTEXT;
    // A fold that hides a line or two hides more than it saves.
    if (run.length > first + last + 2) {
      groups.push(
        { isFolded: false, lines: run.slice(0, first) },
        { isFolded: true, lines: run.slice(first, run.length - last) },
        { isFolded: false, lines: run.slice(run.length - last) }
      );
    } else {
      groups.push({ isFolded: false, lines: run });
    }
    from = to;
  }
  return groups.filter(group => group.lines.length > 0);
}
