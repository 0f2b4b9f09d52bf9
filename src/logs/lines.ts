/**
 * One line of a log as our server answers: plain text with colours (SGR), free of secrets.
 */
export interface ILine {
  /** When, ISO 8601 UTC; null when not told. */
  readonly at: string | null;
  /** Who wrote it. */
  readonly pod: string;
  readonly component: string;
  readonly text: string;
}

/**
 * How much a line matters.
 */
export type Level = 'debug' | 'info' | 'warning' | 'error';

/**
 * The levels, by weight.
 */
const LEVELS: ReadonlyArray<Level> = ['debug', 'info', 'warning', 'error'];

/**
 * A line that was read: numbered, without colours, and with its level.
 */
export interface IReadLine extends ILine {
  /** Counts from the first line that was read of this log. */
  readonly number: number;
  readonly plain: string;
  readonly level: Level;
}

// The forms of distributed, of Python's logging and of klog.
const NAMED =
  /(?:^|[\s[\-|])(DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|FATAL)(?=$|[\s\]:\-|])/;
const WORDS: ReadonlyMap<string, Level> = new Map([
  ['DEBUG', 'debug'],
  ['INFO', 'info'],
  ['WARN', 'warning'],
  ['WARNING', 'warning'],
  ['ERROR', 'error'],
  ['CRITICAL', 'error'],
  ['FATAL', 'error']
]);
const TRACEBACK = /^\s*Traceback \(most recent call last\):/;
const RAISED = /^(?:\w+\.)*\w*(?:Error|Exception|Exit|Interrupt)(?:: |$)/;
// eslint-disable-next-line no-control-regex -- ECMA-48's SGR begins with ESC
const COLOUR = /\x1b\[[0-9;:]*m/g;

/** Shorter words of an error are found in lines that tell nothing. */
const MIN_REASON = 8;

/**
 * Number lines, strip their colours and find their levels.
 *
 * @param before - The line that was read last; null at the start.
 */
export function readLines(
  lines: ReadonlyArray<ILine>,
  before: IReadLine | null
): IReadLine[] {
  let last = before;
  return lines.map(line => {
    const plain = line.text.replace(COLOUR, '');
    const number = last ? last.number + 1 : 0;
    const inherited = last && last.pod === line.pod ? last.level : 'info';
    last = { ...line, plain, number, level: levelOf(plain) ?? inherited };
    return last;
  });
}

/**
 * Return the level that a line names; null when it goes on with what stands before it.
 */
export function levelOf(plain: string): Level | null {
  if (TRACEBACK.test(plain)) {
    return 'error';
  }
  // Beyond its beginning a line may speak of any level.
  const name = NAMED.exec(plain.slice(0, 160))?.[1] ?? '';
  return WORDS.get(name) ?? (RAISED.test(plain) ? 'error' : null);
}

/**
 * Return the lines that weigh as much as a level, or more.
 */
export function filterLines(
  lines: ReadonlyArray<IReadLine>,
  level: Level
): ReadonlyArray<IReadLine> {
  const least = LEVELS.indexOf(level);
  return least === 0
    ? lines
    : lines.filter(line => LEVELS.indexOf(line.level) >= least);
}

/**
 * Return the indices of the lines that hold a text, whatever its case.
 */
export function findLines(
  lines: ReadonlyArray<IReadLine>,
  text: string
): number[] {
  const wanted = text.toLowerCase();
  const found: number[] = [];
  if (wanted) {
    lines.forEach((line, index) => {
      if (line.plain.toLowerCase().includes(wanted)) {
        found.push(index);
      }
    });
  }
  return found;
}

/**
 * Return the line that says why a start failed; null when none does.
 *
 * #### Notes
 * The last one that has the words of Saturn's error; else the last exception, which ends its
 * traceback; else the last line of an error.
 */
export function reasonLine(
  lines: ReadonlyArray<IReadLine>,
  errors: ReadonlyArray<string>
): IReadLine | null {
  const said = errors
    .map(error => error.trim())
    .filter(error => error.length >= MIN_REASON);
  const last = (test: (line: IReadLine) => boolean): IReadLine | null => {
    let found: IReadLine | null = null;
    for (const line of lines) {
      found = test(line) ? line : found;
    }
    return found;
  };
  return (
    last(line => said.some(error => line.plain.includes(error))) ??
    last(line => RAISED.test(line.plain)) ??
    last(line => line.level === 'error')
  );
}

/**
 * Write lines as a text, each with its time and writer.
 */
export function writeLines(lines: ReadonlyArray<IReadLine>): string {
  return lines
    .map(line => {
      const head = [line.at, line.pod].filter(Boolean).join(' ');
      return `${head ? `${head} ` : ''}${line.plain}\n`;
    })
    .join('');
}
