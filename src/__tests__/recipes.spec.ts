import type { Advice, Change } from '../modernise';
import { difference } from '../modernise';
import { readAddress } from '../recipes/address';
import { adviceWords, settingsWords } from '../recipes/advice';
import { foldLines, listDifferences } from '../recipes/lines';
import { trans } from './values';

describe('readAddress', () => {
  it.each([
    ['https://app.saturn.example', 'https://app.saturn.example/'],
    ['https://app.saturn.example/a/b?c#d', 'https://app.saturn.example/'],
    ['https://me:secret@app.saturn.example/', 'https://app.saturn.example/'],
    ['http://127.0.0.1:8900/', 'http://127.0.0.1:8900/'],
    ['http://app.saturn.example/', null],
    ['http://127.0.0.1.evil.example/', null],
    ['javascript:alert(1)', null],
    ['app.saturn.example', null],
    ['', null],
    [null, null]
  ])('should read %s as %s', (text, expected) => {
    expect(readAddress(text)).toBe(expected);
  });
});

describe('listDifferences', () => {
  it('should list what becomes of each cell, in order', () => {
    const changes: Change[] = [
      { kind: 'remove-output', index: 2, cellId: null, output: 0 },
      { kind: 'metadata', index: null, cellId: null, after: {} },
      {
        kind: 'replace',
        index: 1,
        cellId: null,
        before: 'a\nb',
        after: 'a\nc'
      },
      { kind: 'insert', index: 1, after: 'n' },
      { kind: 'remove', index: 0, cellId: null, before: 'gone' }
    ];
    const listed = listDifferences(changes, difference);
    expect(
      listed.map(({ number, what, lines, outputs }) => [
        number,
        what,
        lines.map(({ sign, text }) => sign + text).join('|'),
        outputs
      ])
    ).toEqual([
      [1, 'removed', '-gone', 0],
      [null, 'new', '+n', 0],
      [2, 'changed', ' a|-b|+c', 0],
      [3, 'kept', '', 1]
    ]);
  });
});

describe('foldLines', () => {
  const run = (sign: '+' | '-' | ' ', count: number) =>
    Array.from({ length: count }, (_, i) => ({ sign, text: `${i}` }));
  const folded = (lines: ReturnType<typeof run>) =>
    foldLines(lines).map(group =>
      group.isFolded ? -group.lines.length : group.lines.length
    );

  it('should fold long runs, and beside changes keep some lines', () => {
    expect(folded(run('+', 50))).toEqual([8, -42]);
    expect(folded(run('+', 10))).toEqual([10]);
    expect(
      folded([...run(' ', 9), ...run('-', 1), ...run(' ', 9), ...run('+', 1)])
    ).toEqual([-7, 2, 1, 2, -5, 2, 1]);
    expect(folded([...run('-', 1), ...run(' ', 9)])).toEqual([1, 2, -7]);
  });

  it('should lose no line', () => {
    const lines = [...run(' ', 30), ...run('-', 30), ...run('+', 30)];
    expect(foldLines(lines).flatMap(group => group.lines)).toEqual(lines);
  });
});

describe('the advice', () => {
  const all: Advice[] = [
    { code: 'rotate', count: 1 },
    { code: 'rotate', count: 2 },
    { code: 'emptied', names: ['tok'] },
    { code: 'dropped-pins', pins: ['dask==2.30.0'] },
    { code: 'unknown-settings', settings: ['nWorkers'] },
    { code: 'missing', names: ['conn'] },
    { code: 'no-install' },
    { code: 'dropped-arguments', names: ['autoclose'] },
    { code: 'no-address' },
    { code: 'not-replaced', obstacle: 'nested' },
    { code: 'not-replaced', obstacle: 'broken' },
    { code: 'not-replaced', obstacle: 'several' }
  ];

  it('should have words of its own for each case, which end as sentences do', () => {
    const words = all.map(advice => adviceWords(advice, trans));
    expect(new Set(words).size).toBe(all.length);
    words.forEach(text => expect(text).toMatch(/^[A-Z].*[^.]\.$/));
    expect(words[1]).toContain('2 tokens');
    expect(words.slice(2, 6).join()).toMatch(/tok.*2\.30.*n_workers.*conn/s);
  });

  it('should tell of the settings that the new cell does not make', () => {
    expect(
      settingsWords({ nWorkers: 3, workerSize: 'large', nthreads: 4 }, trans)
    ).toBe(
      'N_WORKERS = 3 counts when the new cell starts the cluster. The new cell leaves worker_size=large, nthreads=4 to Saturn: set it there, where the cluster is.'
    );
    expect(settingsWords({}, trans)).toBe('');
  });
});
