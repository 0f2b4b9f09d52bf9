import type { IFinding, INotebook, ISpan } from './notebook';
import type { Change } from './changes';

/** What is shown where a token was. */
const MASK = '\u2022'.repeat(8);

/**
 * Put something in the place of spans, which do not overlap.
 */
export function replaceSpans(
  text: string,
  spans: ReadonlyArray<ISpan>,
  by = MASK
): string {
  return [...spans]
    .sort((a, b) => b.from - a.from)
    .reduce(
      (rest, { from, to }) => rest.slice(0, from) + by + rest.slice(to),
      text
    );
}

/**
 * List the spans of tokens in a cell's source.
 */
export function spansInSource(
  findings: ReadonlyArray<IFinding>,
  index: number
): ISpan[] {
  return findings.flatMap(({ place, span }) =>
    place.part === 'source' && place.cell === index ? [span] : []
  );
}

/**
 * Take tokens out of metadata; a value that is nothing else goes with its key.
 */
export function scrubMetadata(
  notebook: INotebook,
  findings: ReadonlyArray<IFinding>
): Change[] {
  const owners = new Set<number | null>();
  for (const { place } of findings) {
    if (place.part === 'metadata') {
      owners.add(place.cell);
    }
  }
  return [...owners].map(index => {
    const cell = index === null ? undefined : notebook.cells[index];
    const metadata = (index === null ? notebook : cell)?.metadata ?? {};
    const spans = new Map<string, ISpan[]>();
    for (const { place, span } of findings) {
      if (place.part === 'metadata' && place.cell === index) {
        const key = JSON.stringify(place.path);
        spans.set(key, [...(spans.get(key) ?? []), span]);
      }
    }
    return {
      kind: 'metadata',
      index,
      cellId: cell?.id ?? null,
      after: scrubEntries(metadata, [], spans)
    };
  });
}

type Path = ReadonlyArray<string | number>;
type Spans = ReadonlyMap<string, ReadonlyArray<ISpan>>;

function scrubEntries(
  value: Readonly<Record<string, unknown>>,
  path: Path,
  spans: Spans
): Record<string, unknown> {
  const kept = Object.entries(value).flatMap(([key, item]) => {
    const inner = [...path, key];
    const found = spans.get(JSON.stringify(inner)) ?? [];
    const isKey = found.some(span => span.from === span.to);
    const scrubbed = scrub(item, inner, spans);
    return isKey || (found.length > 0 && scrubbed === '')
      ? []
      : [[key, scrubbed] as const];
  });
  return Object.fromEntries(kept);
}

function scrub(value: unknown, path: Path, spans: Spans): unknown {
  if (typeof value === 'string') {
    return replaceSpans(value, spans.get(JSON.stringify(path)) ?? [], '');
  }
  if (Array.isArray(value)) {
    return value.map((item, i) => scrub(item, [...path, i], spans));
  }
  return typeof value === 'object' && value !== null
    ? scrubEntries(value as Record<string, unknown>, path, spans)
    : value;
}
