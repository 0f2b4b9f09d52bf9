import { difference } from '../modernise';

const lines = (before: string, after: string) =>
  difference(before, after).map(({ sign, text }) => sign + text);

describe('difference()', () => {
  it('should say which lines went and came', () => {
    expect(lines('a\nb\nc', 'a\nx\nc')).toEqual([' a', '-b', '+x', ' c']);
  });

  it('should not tell of ends of lines', () => {
    expect(lines('a\r\nb\r\n', 'a\nb')).toEqual([' a', ' b']);
  });

  it('should show blank lines, and nothing of nothing', () => {
    expect(lines('a\n\nb', '')).toEqual(['-a', '-', '-b']);
    expect(lines('', 'a')).toEqual(['+a']);
    expect(lines('', '')).toEqual([]);
  });
});
