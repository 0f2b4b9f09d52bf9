import type { IReport } from '../kernel/report';
import { parseHeld, parseReport } from '../kernel/report';
import { replyOf } from './kernel';
import { makeRef } from './values';

function encoded(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return `'${btoa(String.fromCharCode(...bytes))}'`;
}

describe('parseReport', () => {
  const attached = {
    cluster: makeRef({ name: 'Ωμέγα' }),
    variable: 'client',
    versions: {
      kernel: { python: '3.11.7', numpy: '2.4.6' },
      scheduler: { python: '3.11.7' },
      workers: { python: ['3.11.7', '3.11.8'] }
    }
  };

  it.each<IReport>([
    { outcome: { code: 'attached' }, attached },
    { outcome: null, attached: null },
    { outcome: { code: 'missing', packages: ['distributed'] }, attached: null },
    { outcome: { code: 'failed', detail: 'x', name: 'y' }, attached }
  ])('should read %j', report => {
    expect(parseReport(replyOf(encoded(report)))).toEqual(report);
  });

  it.each([
    ['no text', 5],
    ['an empty text', ''],
    ['no base64', "'?!'"],
    ['no JSON', `'${btoa('x')}'`],
    ['null', encoded(null)],
    ['a list', encoded([])],
    ['no attachment', encoded({ outcome: null })],
    ['an odd outcome', encoded({ outcome: 5, attached: null })],
    ['an outcome without code', encoded({ outcome: {}, attached: null })],
    [
      'odd details',
      encoded({ outcome: { code: 'missing', packages: 5 }, attached: null })
    ],
    [
      'an odd name',
      encoded({ outcome: { code: 'name-taken', name: {} }, attached: null })
    ],
    [
      'what only the page says',
      encoded({ outcome: { code: 'stopped', held: 5 }, attached: null })
    ],
    ['an odd attachment', encoded({ outcome: null, attached: 5 })],
    [
      'no cluster',
      encoded({ outcome: null, attached: { cluster: null, variable: 'x' } })
    ],
    [
      'a cluster without id',
      encoded({
        outcome: null,
        attached: { cluster: { name: 'x', base_url: 'y' }, variable: 'x' }
      })
    ],
    [
      'no variable',
      encoded({ outcome: null, attached: { cluster: makeRef() } })
    ]
  ])('should make nothing of %s', (_, text) => {
    expect(parseReport(replyOf(text))).toBeNull();
  });

  it.each([
    { status: 'error', user_expressions: {} },
    { status: 'aborted' },
    { status: 'ok', user_expressions: {} },
    { status: 'ok', user_expressions: { saturn: null } },
    { status: 'ok', user_expressions: { saturn: { status: 'error' } } },
    { status: 'ok', user_expressions: { saturn: { data: 'x' } } }
  ])('should make nothing of %j', content => {
    expect(parseReport({ content } as never)).toBeNull();
  });
});

describe('parseHeld', () => {
  it('should read names of variables, and a few of them', () => {
    const held = [
      'future',
      'Ωμέγα',
      '_x1',
      '<b>',
      'a b',
      '',
      5,
      'x'.repeat(99)
    ];
    const read = parseHeld(replyOf(encoded({ held })));
    expect(read).toEqual(['future', 'Ωμέγα', '_x1']);
    const many = Array.from({ length: 50 }, (_, index) => `f${index}`);
    expect(parseHeld(replyOf(encoded({ held: many })))).toHaveLength(8);
  });

  it.each([[5], [null], [{}], [{ held: 'x' }], [[]]])(
    'should read none in %j',
    value => {
      expect(parseHeld(replyOf(encoded(value)))).toEqual([]);
    }
  );
});
