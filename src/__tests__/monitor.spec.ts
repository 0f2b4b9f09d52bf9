import { lastOffset, Monitor } from '../clusterview/monitor';
import { linePoints } from '../clusterview/sparkline';
import { cpuShare } from '../clusterview/usage';
import type { ITotals, IWorkerPage } from '../clusterview/workers';
import { SaturnProblem } from '../problem';
import { PROBLEM, settle, trans } from './values';

const TOTALS: ITotals = {
  workers: 60,
  threads: 120,
  memory_used: 6e9,
  memory_limit: 12e9,
  cpu: 6000,
  executing: 4,
  processing: 40
};

function makePage(values: Partial<IWorkerPage> = {}): IWorkerPage {
  return { total: 60, offset: 0, rows: [], totals: TOTALS, ...values };
}

describe('Monitor', () => {
  const api = {
    page: jest.fn<Promise<IWorkerPage>, [string, number, number, object]>()
  };
  let monitor: Monitor;

  beforeEach(() => {
    jest.useFakeTimers();
    api.page.mockReset();
    api.page.mockImplementation((_, offset) =>
      Promise.resolve(makePage({ offset }))
    );
    monitor = new Monitor({ api, trans });
  });

  afterEach(() => {
    monitor.dispose();
    jest.useRealTimers();
  });

  const pass = (milliseconds: number): Promise<void> =>
    jest.advanceTimersByTimeAsync(milliseconds);

  it('should ask nothing before somebody looks, and nothing after', async () => {
    await pass(60_000);
    expect(api.page).not.toHaveBeenCalled();
    monitor.watch('c1');
    await pass(9_100);
    expect(api.page).toHaveBeenCalledTimes(4);
    monitor.watch(null);
    await pass(60_000);
    expect(jest.getTimerCount()).toBe(0);
    expect(api.page).toHaveBeenCalledTimes(4);
    expect(monitor.samples).toHaveLength(4);
  });

  it('should forget samples that are old', async () => {
    monitor.watch('c1');
    await pass(400_000);
    expect(monitor.samples.length).toBeLessThanOrEqual(61);
    expect(monitor.samples.length).toBeGreaterThan(50);
  });

  it('should begin anew with another cluster', async () => {
    monitor.watch('c1');
    monitor.turn(25);
    await pass(100);
    monitor.watch('c2');
    expect(monitor.page).toBeNull();
    expect(monitor.samples).toEqual([]);
    expect(monitor.offset).toBe(0);
    await pass(3_100);
    expect(api.page.mock.lastCall?.[0]).toBe('c2');
  });

  it('should drop an answer about what is not looked at any more', async () => {
    let answer: (page: IWorkerPage) => void = () => undefined;
    api.page.mockImplementationOnce(
      () => new Promise(resolve => (answer = resolve))
    );
    monitor.watch('c1');
    await pass(0);
    monitor.watch('c2');
    answer(makePage({ total: 99 }));
    await settle();
    expect(monitor.clusterId).toBe('c2');
    expect(monitor.page).toBeNull();
  });

  it('should keep the last page when the cluster cannot be asked, and slow down', async () => {
    monitor.watch('c1');
    await pass(100);
    api.page.mockRejectedValue(new SaturnProblem(PROBLEM));
    await pass(120_000);
    expect(monitor.page?.total).toBe(60);
    expect(monitor.problem).toMatchObject(PROBLEM);
    expect(api.page.mock.calls.length).toBeLessThan(25);
    api.page.mockResolvedValue(makePage());
    await pass(40_000);
    expect(monitor.problem).toBeNull();
  });

  it('should go to the first page in another order, at once', async () => {
    monitor.watch('c1');
    await pass(100);
    monitor.turn(25);
    monitor.sort({ field: 'cpu', isDescending: true });
    await pass(100);
    expect(api.page.mock.lastCall).toEqual([
      'c1',
      0,
      25,
      { field: 'cpu', isDescending: true }
    ]);
  });

  it('should go back when the workers of a page are gone', async () => {
    monitor.watch('c1');
    await pass(100);
    monitor.turn(50);
    await pass(100);
    api.page.mockImplementation((_, offset) =>
      Promise.resolve(makePage({ offset, total: 30 }))
    );
    await pass(3_200);
    expect(monitor.offset).toBe(25);
  });
});

describe('lastOffset', () => {
  it.each([
    [0, 0],
    [25, 0],
    [26, 25],
    [10_000, 9_975]
  ])('should begin the last page of %s at %s', (total, offset) => {
    expect(lastOffset(total)).toBe(offset);
  });
});

describe('linePoints', () => {
  it('should go back in time to the left, and up with the value', () => {
    const points = [
      { at: 10_000, value: 0 },
      { at: 100_000, value: 50 },
      { at: 190_000, value: 200 }
    ];
    expect(linePoints(points, 100)).toBe('0.0,23.0 50.0,12.0 100.0,1.0');
  });

  it('should bear no points, and a top of nothing', () => {
    expect(linePoints([])).toBe('');
    expect(linePoints([{ at: 0, value: 0 }], 0)).toBe('100.0,23.0');
  });
});

describe('cpuShare', () => {
  it('should be of all threads', () => {
    expect(cpuShare(TOTALS)).toBe(50);
    expect(cpuShare({ ...TOTALS, cpu: null })).toBeNull();
    expect(cpuShare({ ...TOTALS, threads: 0 })).toBeNull();
  });
});
