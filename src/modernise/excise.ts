import type { ISpan } from './notebook';

/**
 * What is taken out of a source, and what stands there instead.
 */
export interface IExcision extends ISpan {
  /**
   * `statement`: with its line and the comments that belong to it, when nothing else stands there;
   * `characters`: nothing but these.
   */
  readonly kind: 'statement' | 'characters';
  readonly text?: string;
}

/**
 * A line of a source, after the excisions. One that was continued is one line.
 */
interface ILine {
  readonly from: number;
  /** With its end. */
  text: string;
  /** Whether a statement went out of it. */
  isTouched: boolean;
  isDropped: boolean;
}

/**
 * Take parts out of a source; what stays, stays as it is and in order.
 *
 * @param split - An offset of the source.
 * @returns What stays of the lines that begin before that offset, and of those from there on.
 */
export function excise(
  source: string,
  excisions: ReadonlyArray<IExcision>,
  split = source.length
): { before: string; after: string } {
  const lines = cut(source, excisions);
  for (const line of lines) {
    const isBlank = /^[\s;]*(?:#.*)?\s*$/.test(line.text);
    line.isDropped = line.isTouched && isBlank;
  }
  dropComments(lines);
  dropBlanks(lines);
  const text = (part: ILine[]) =>
    trimLines(
      part
        .filter(line => !line.isDropped)
        .map(line => line.text)
        .join('')
    );
  if (!lines.some(line => line.isTouched)) {
    // Nothing but characters went: not even blank lines change.
    const all = lines.map(line => line.text).join('');
    return { before: all, after: '' };
  }
  return {
    before: text(lines.filter(line => line.from < split)),
    after: text(lines.filter(line => line.from >= split))
  };
}

function cut(source: string, excisions: ReadonlyArray<IExcision>): ILine[] {
  const sorted = [...excisions].sort((a, b) => a.from - b.from || b.to - a.to);
  const lines: ILine[] = [];
  let line: ILine = { from: 0, text: '', isTouched: false, isDropped: false };
  const take = (from: number, to: number) => {
    const parts = source.slice(from, to).split(/(?<=\n)/);
    let at = from;
    for (const part of parts) {
      line.text += part;
      at += part.length;
      if (part.endsWith('\n')) {
        lines.push(line);
        line = { from: at, text: '', isTouched: false, isDropped: false };
      }
    }
  };
  let at = 0;
  for (const { kind, from, to, text } of sorted) {
    if (from < at) {
      continue; // inside of what has gone
    }
    take(at, from);
    line.text += text ?? '';
    line.isTouched = line.isTouched || (kind === 'statement' && !text);
    at = kind === 'statement' && !text ? skipSemicolon(source, to) : to;
  }
  take(at, source.length);
  lines.push(line);
  for (const one of lines) {
    if (one.isTouched) {
      // The last of several statements leaves its semicolon.
      one.text = one.text.replace(/[ \t]*;[ \t]*(?=\r?\n?$)/, '');
    }
  }
  return lines;
}

function skipSemicolon(source: string, at: number): number {
  const after = /^[ \t]*;[ \t]*/.exec(source.slice(at));
  return at + (after?.[0].length ?? 0);
}

/**
 * Drop comments right above dropped lines, when nothing else stands in their paragraph.
 */
function dropComments(lines: ILine[]): void {
  for (let i = lines.length - 1; i > 0; i--) {
    const below = lines[i];
    const next = lines.slice(i).find(line => !line.isDropped);
    const above = lines[i - 1];
    if (
      below?.isDropped &&
      above &&
      /^[ \t]*#(?!!)/.test(above.text) &&
      (!next || /^\s*$/.test(next.text))
    ) {
      above.isDropped = true;
    }
  }
}

/**
 * Drop the blank lines after what was dropped, where blank lines stand before it, too.
 */
function dropBlanks(lines: ILine[]): void {
  let isBlankBefore = true;
  lines.forEach((line, i) => {
    const isBlank = /^\s*$/.test(line.text);
    const previous = lines[i - 1];
    if (isBlank && !line.isDropped && previous?.isDropped && isBlankBefore) {
      line.isDropped = true;
    }
    isBlankBefore = line.isDropped ? isBlankBefore : isBlank;
  });
}

function trimLines(text: string): string {
  return text.replace(/^(?:[ \t]*\r?\n)+/, '').replace(/\s+$/, '');
}
