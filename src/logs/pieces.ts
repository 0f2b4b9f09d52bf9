import Anser from 'anser';

/**
 * A run of characters that look the same.
 */
export interface IPiece {
  readonly text: string;
  readonly className: string;
  readonly isHit: boolean;
}

/**
 * The names of the colours that a stylesheet knows: others are shown plain.
 */
const NAMES =
  /^ansi-(?:bright-)?(black|red|green|yellow|blue|magenta|cyan|white)$/;

/**
 * Split a line where its colours change, and around what was searched for.
 */
export function splitLine(text: string, search: string): IPiece[] {
  const spans = Anser.ansiToJson(text, {
    json: true,
    use_classes: true,
    remove_empty: true
  }).map(entry => ({
    text: entry.content,
    className: [
      classOf(entry.fg, 'fg'),
      classOf(entry.bg, 'bg'),
      ...entry.decorations.map(name => `jp-mod-${name}`)
    ]
      .filter(Boolean)
      .join(' ')
  }));
  const plain = spans.map(span => span.text).join('');
  const hits = hitsOf(plain, search);
  let begin = 0;
  return spans.flatMap(span => {
    const pieces = cut(span.text, begin, hits);
    begin += span.text.length;
    return pieces.map(piece => ({ ...piece, className: span.className }));
  });
}

function classOf(colour: string, part: 'fg' | 'bg'): string {
  const name = NAMES.exec(colour)?.[1];
  return name ? `jp-mod-${part}-${name}` : '';
}

/**
 * Return where a text stands in another, whatever its case: beginnings and ends.
 */
function hitsOf(plain: string, search: string): [number, number][] {
  const hits: [number, number][] = [];
  const place = plain.toLowerCase();
  const wanted = search.toLowerCase();
  // Some letters are longer in lower case: then the places are not those of the line.
  if (!wanted || place.length !== plain.length) {
    return hits;
  }
  for (
    let at = place.indexOf(wanted);
    at >= 0;
    at = place.indexOf(wanted, at + wanted.length)
  ) {
    hits.push([at, at + wanted.length]);
  }
  return hits;
}

function cut(
  text: string,
  offset: number,
  hits: ReadonlyArray<[number, number]>
): { text: string; isHit: boolean }[] {
  const pieces: { text: string; isHit: boolean }[] = [];
  let at = 0;
  const push = (end: number, isHit: boolean): void => {
    if (end > at) {
      pieces.push({ text: text.slice(at, end), isHit });
      at = end;
    }
  };
  for (const [begin, end] of hits) {
    push(Math.min(begin - offset, text.length), false);
    push(Math.min(end - offset, text.length), true);
  }
  push(text.length, false);
  return pieces;
}
