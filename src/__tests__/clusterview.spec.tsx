import React from 'react';

import { Details } from '../clusterview/details';
import { WorkerTable } from '../clusterview/table';
import type {
  IWorker,
  IWorkerOrder,
  IWorkerPage
} from '../clusterview/workers';
import type { ISize } from '../tokens';
import { Screen } from './render';
import { makeCluster, trans } from './values';

const NOW = Date.parse('2026-01-01T00:01:00Z');

function makeWorker(values: Partial<IWorker> = {}): IWorker {
  return {
    name: '0',
    address: 'tls://10.0.0.1:1',
    status: 'running',
    threads: 4,
    memory_used: 4e9,
    memory_limit: 16e9,
    cpu: 81.6,
    executing: 2,
    processing: 9,
    last_seen: '2026-01-01T00:00:50Z',
    ...values
  };
}

describe('WorkerTable', () => {
  const sort = jest.fn<void, [IWorkerOrder]>();
  const turn = jest.fn<void, [number]>();

  function show(
    rows: ReadonlyArray<IWorker>,
    values: Partial<IWorkerPage> = {},
    order: IWorkerOrder = { field: 'name', isDescending: false }
  ): Screen {
    const totals = { ...makeWorker(), workers: 0 };
    const page = { total: rows.length, offset: 0, rows, totals, ...values };
    return new Screen(
      <WorkerTable {...{ page, order, sort, trans, turn }} now={NOW} />
    );
  }

  beforeEach(() => jest.clearAllMocks());

  it.each([
    [{}, '25 %', 'fine'],
    [{ memory_used: 12e9 }, '75 % high', 'high'],
    [{ memory_used: 15.5e9 }, '97 % full', 'full'],
    [{ memory_used: 20e9 }, '100 % full', 'full']
  ])(
    'should say with colour and words how full %j is',
    (values, words, mood) => {
      const screen = show([makeWorker(values)]);
      expect(screen.text).toContain(words);
      expect(screen.has(`.jp-Saturn-bar.jp-mod-${mood}`)).toBe(true);
      screen.close();
    }
  );

  it('should say what is not known, and what a worker does that does not run', () => {
    const screen = show([
      makeWorker({
        status: 'paused',
        cpu: null,
        processing: null,
        memory_limit: null,
        last_seen: null
      })
    ]);
    expect(screen.text).toContain('0 paused');
    expect(screen.text.match(/unknown/g)).toHaveLength(3);
    screen.close();
  });

  it('should turn the order round, and begin with large numbers', () => {
    const order = { field: 'cpu', isDescending: true } as const;
    const screen = show([makeWorker()], {}, order);
    expect(screen.get('[aria-sort="descending"]').textContent).toContain('CPU');
    screen.press('CPU ▾');
    screen.press('Tasks');
    screen.press('Name');
    expect(sort.mock.calls).toEqual([
      [{ field: 'cpu', isDescending: false }],
      [{ field: 'processing', isDescending: true }],
      [{ field: 'name', isDescending: false }]
    ]);
    screen.close();
  });

  it('should turn pages, and not past the ends', () => {
    const rows = Array.from({ length: 25 }, (_, index) =>
      makeWorker({ address: String(index) })
    );
    const first = show(rows, { total: 60 });
    expect(first.buttons).toContain('(Previous)');
    first.press('Next');
    first.close();
    const last = show(rows.slice(15), { total: 60, offset: 50 });
    expect(last.text).toContain('51–60 of 60');
    expect(last.buttons).toContain('(Next)');
    last.press('Previous');
    expect(turn.mock.calls).toEqual([[25], [25]]);
    last.close();
  });

  it('should draw no pager for one page', () => {
    const screen = show([makeWorker()]);
    expect(screen.buttons).not.toContain('Next');
    screen.close();
  });
});

describe('Details', () => {
  const actions = { create: jest.fn(), edit: jest.fn(), remove: jest.fn() };
  const gpu: ISize = {
    name: 'large',
    display: 'T4 - 4 cores',
    cores: 4,
    memory_bytes: null,
    gpu: 1,
    gpu_type: 'T4',
    price_per_hour: 1
  };
  const show = (values: Parameters<typeof makeCluster>[0] = {}): Screen =>
    new Screen(
      <Details
        cluster={makeCluster(values)}
        sizes={[gpu]}
        canCreate={false}
        now={NOW}
        trans={trans}
        actions={actions}
      />
    );

  it('should name the sizes, with a badge for a GPU', () => {
    const screen = show();
    expect(screen.get('.jp-Saturn-badge').textContent).toBe('1 × GPU T4');
    expect(screen.text).toContain('T4 - 4 cores');
    expect(screen.text).toContain('Schedulermedium');
    screen.close();
  });

  it('should say since when it is there, and warn in words', () => {
    const screen = show({
      created_at: '2026-01-01T00:00:00Z',
      since: '2026-01-01T00:00:20Z',
      adaptive: { minimum: 1, maximum: 8 },
      warnings: ['Low on space']
    });
    expect(screen.text).toContain('Created60 s ago');
    expect(screen.text).toContain('Up for40 s');
    expect(screen.text).toContain('1 to 8 workers');
    expect(screen.text).toContain('Warning: Low on space');
    screen.close();
  });

  it('should ask for what is pressed', () => {
    const screen = show({ status: 'stopped' });
    expect(screen.text).not.toContain('Up for');
    expect(screen.buttons).toEqual(['Edit…', 'Delete…']);
    screen.press('Edit…');
    screen.press('Delete…');
    expect(actions.edit.mock.calls).toEqual([['c1']]);
    expect(actions.remove.mock.calls).toEqual([['c1']]);
    screen.close();
  });
});
