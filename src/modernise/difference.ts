import { diffLines } from 'diff';

/**
 * A line of a difference, without its end.
 */
export interface IDifferentLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/**
 * Say by lines how one text becomes another.
 */
export function difference(before: string, after: string): IDifferentLine[] {
  return diffLines(endLine(before), endLine(after)).flatMap(
    ({ added, removed, value }) =>
      value
        .replace(/\n$/, '')
        .split('\n')
        .map(
          text => ({ sign: added ? '+' : removed ? '-' : ' ', text }) as const
        )
  );
}

/**
 * End the last line, too: whether it has an end is no difference. A carriage return is none, either.
 */
function endLine(text: string): string {
  return text && `${text.replace(/\r\n/g, '\n').replace(/\n$/, '')}\n`;
}
