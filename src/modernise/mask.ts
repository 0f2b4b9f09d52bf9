import type { ISpan } from './notebook';

/**
 * What IPython takes out of a cell before Python sees it.
 *
 * #### Notes
 * - `cell`: the first line, `%%time`; where the body is no Python, the whole cell;
 * - `line`: `!pip install x`, `%env A=b`, `pip install x`, `name?`, with its continued lines;
 * - `prefix`: what stands before Python on its line, `%time `;
 * - `value`: what a name is bound to, the `!ls` of `files = !ls`.
 */
export interface IMagic extends ISpan {
  readonly kind: 'cell' | 'line' | 'prefix' | 'value';
}

/**
 * A cell's source as Python can read it: of the same length, so that offsets hold in both.
 */
export interface IMasked {
  readonly python: string;
  readonly magics: ReadonlyArray<IMagic>;
}

/** Cell magics whose body is Python; all others are taken for another language. */
const PYTHON_BODY = /^\s*%%(?:time|timeit|capture|prun|memit|mprun|debug)\b/;

/** Line magics that run the Python behind them. */
const PYTHON_LINE = /^(?:%(?:time|timeit|prun|memit)[ \t]+)(?=\S)/;

/** What makes a line, taken from its first character on, one for IPython. */
const LINE =
  /^(?:!|%{1,2}[A-Za-z_]|(?:pip3?|conda|mamba)[ \t]+(?:install|uninstall|remove)\b|\?{1,2}[\w.]+[ \t]*$|[\w.]+\?{1,2}[ \t]*$)/;

const VALUE = /^[\w, \t]+=[ \t]*(?=!|%[A-Za-z_])/;

/**
 * Mask what is IPython's in a cell.
 *
 * #### Notes
 * The grammar of Lezer's Python takes `!pip install a==1` for three statements and an error, and a quote in
 * such a line for the start of a string that eats what follows. A masked piece becomes `0` and spaces: an
 * expression that also keeps the body of an `if` whole.
 */
export function maskMagics(source: string): IMasked {
  const magics: IMagic[] = [];
  const first = /^\s*/.exec(source)?.[0].length ?? 0;
  if (source.startsWith('%%', first) && !PYTHON_BODY.test(source)) {
    magics.push({ kind: 'cell', from: first, to: source.length });
    return { python: mask(source, magics), magics };
  }
  let state = CODE;
  for (let at = 0; at < source.length; at = nextLine(source, at)) {
    const magic = isFree(state, source, at) ? findMagic(source, at) : null;
    if (magic) {
      magics.push(magic);
    }
    if (magic && magic.kind !== 'prefix') {
      // Its quotes and brackets are no Python.
      at = magic.to;
      state = CODE;
    } else {
      const end = lineEnd(source, at);
      state = readLine(source.slice(at, end), state);
    }
  }
  return { python: mask(source, magics), magics };
}

/** Where Python's own scanner would be at the end of a line. */
interface IState {
  /** The quotes of the string it is in. */
  readonly quotes: string | null;
  /** How many brackets are open. */
  readonly depth: number;
  /** Whether a backslash continues the line. */
  readonly isContinued: boolean;
}

const CODE: IState = { quotes: null, depth: 0, isContinued: false };

/** Strings' beginnings, brackets, comments and what needs no look. */
const PIECE = /'''|"""|['"]|[([{]|[)\]}]|#.*|\\$|[^'"()[\]{}#\\]+|\\/g;

function readLine(line: string, before: IState): IState {
  let { quotes, depth } = before;
  let at = 0;
  for (;;) {
    if (quotes) {
      at = skipString(line, at, quotes);
      if (at < 0) {
        return { quotes, depth, isContinued: false };
      }
      quotes = null;
    }
    PIECE.lastIndex = at;
    const piece = PIECE.exec(line)?.[0];
    if (piece === undefined) {
      return { quotes, depth, isContinued: false };
    }
    at += piece.length;
    if (/^['"]/.test(piece)) {
      const end = skipString(line, at, piece);
      if (end < 0 && piece.length === 1) {
        // Unclosed, so broken, unless a backslash takes it to the next line.
        const quoted = line.endsWith('\\') ? piece : null;
        return { quotes: quoted, depth, isContinued: false };
      }
      quotes = piece;
    } else if (/^[([{]/.test(piece)) {
      depth += 1;
    } else if (/^[)\]}]/.test(piece)) {
      depth = Math.max(0, depth - 1);
    } else if (piece === '\\' && at === line.length) {
      return { quotes, depth, isContinued: true };
    }
  }
}

/**
 * Find the end of a string, or -1.
 */
function skipString(line: string, from: number, quotes: string): number {
  for (let at = from; at < line.length; at++) {
    if (line[at] === '\\') {
      at += 1;
    } else if (line.startsWith(quotes, at)) {
      return at + quotes.length;
    }
  }
  return -1;
}

/**
 * Whether a line can be IPython's: a `!` can stand in no bracket of Python, a `%` can.
 */
function isFree(state: IState, source: string, at: number): boolean {
  return (
    state.quotes === null &&
    !state.isContinued &&
    (state.depth === 0 || /^[ \t]*!\w/.test(source.slice(at, at + 80)))
  );
}

function findMagic(source: string, start: number): IMagic | null {
  const line = source.slice(start, lineEnd(source, start));
  const from = start + (/^[ \t]*/.exec(line)?.[0].length ?? 0);
  const text = line.slice(from - start);
  const prefix = PYTHON_LINE.exec(text)?.[0];
  if (prefix) {
    return { kind: 'prefix', from, to: from + prefix.length };
  }
  if (LINE.test(text)) {
    const kind = text.startsWith('%%') ? 'cell' : 'line';
    return { kind, from, to: continuedEnd(source, start) };
  }
  const bound = VALUE.exec(text)?.[0];
  return bound
    ? {
        kind: 'value',
        from: from + bound.length,
        to: continuedEnd(source, start)
      }
    : null;
}

/** How long a source is worth a look for data, in UTF-16 units. */
const LONG = 20_000;

/** Hundreds of numbers and short strings, as in a list or a dictionary. */
const DATA =
  /(?:(?:-?\d[\w.+-]{0,40}|"[^"\\\n]{0,80}"|'[^'\\\n]{0,80}')\s{0,40}[,:]\s{0,40}){200,2000}/g;

function mask(source: string, magics: ReadonlyArray<IMagic>): string {
  // A lone carriage return ends no statement in the grammar.
  let python = source.replace(/\r/g, ' ');
  if (python.length > LONG) {
    // The grammar takes a second for half a megabyte of data.
    python = python.replace(DATA, data =>
      /saturn|token|project|url/i.test(data)
        ? data
        : data.replace(/[^\n]/g, ' ')
    );
  }
  for (const { kind, from, to } of magics) {
    const end = kind === 'prefix' ? ';' : '';
    const masked = '0'.padEnd(to - from - end.length) + end;
    python = python.slice(0, from) + masked + python.slice(to);
  }
  return python;
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  const stop = end < 0 ? source.length : end;
  return source[stop - 1] === '\r' && stop > from ? stop - 1 : stop;
}

function nextLine(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end + 1;
}

function continuedEnd(source: string, from: number): number {
  let end = lineEnd(source, from);
  while (source[end - 1] === '\\' && end < source.length) {
    end = lineEnd(source, nextLine(source, end));
  }
  return end;
}
