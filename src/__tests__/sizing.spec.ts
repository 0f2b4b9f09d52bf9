import {
  initialDefinition,
  readDefinition,
  readProject
} from '../sizing/defining';
import { Form } from '../sizing/form';
import { readNumber } from '../sizing/numbers';
import { changeWords, priceOf } from '../sizing/price';
import type { IScaleValues } from '../sizing/scaling';
import { initialScale, readScale } from '../sizing/scaling';
import { SaturnProblem } from '../problem';
import type { ISize } from '../tokens';
import { makeCluster, makeSnapshot, PROBLEM, trans } from './values';

function makeSize(name: string, price: number | null): ISize {
  return {
    name,
    display: name,
    cores: 2,
    memory_bytes: null,
    gpu: 0,
    gpu_type: null,
    price_per_hour: price
  };
}

const SIZES = [
  makeSize('medium', 0.1),
  makeSize('large', 0.2),
  makeSize('odd', null)
];

describe('readNumber', () => {
  it.each([
    ['0', 0],
    [' 64 ', 64]
  ])('should read %j', (text, value) => {
    expect(readNumber(text, 0, 64, trans)).toEqual({ value });
  });

  it.each(['', '-1', '65', '1.5', '1e1', 'four', '0x4', '٤', '99999999999'])(
    'should refuse %j',
    text => {
      expect(readNumber(text, 0, 64, trans)).toEqual({
        error: 'Give a whole number from 0 to 64.'
      });
    }
  );
});

describe('priceOf', () => {
  it('should add the scheduler and all hosts', () => {
    expect(priceOf(SIZES, 'large', 'medium', 3)).toBeCloseTo(0.7);
  });

  it.each([
    ['odd', 'medium'],
    ['large', 'odd'],
    ['gone', 'medium'],
    [null, 'medium'],
    ['large', undefined]
  ])('should not guess what %s and %s cost', (worker, scheduler) => {
    expect(priceOf(SIZES, worker, scheduler, 1)).toBeNull();
  });
});

describe('changeWords', () => {
  it.each([
    [0.5, [0.7], 'While it runs: about $0.70/h, $0.20/h more, an estimate.'],
    [0.5, [0.3], 'While it runs: about $0.30/h, $0.20/h less, an estimate.'],
    [0.5, [0.501], 'While it runs: about $0.50/h as before, an estimate.'],
    [null, [0.7], 'While it runs: about $0.70/h, an estimate.'],
    [
      0.5,
      [0.1, 0.9],
      'While it runs: about $0.10/h to about $0.90/h, an estimate.'
    ],
    [0.5, [null], 'What it will cost is not known.'],
    [0.5, [0.1, null], 'What it will cost is not known.']
  ])('should tell %s to %j', (now, then, words) => {
    expect(changeWords(now, then, false, trans)).toBe(words);
  });

  it('should say that this machine is free', () => {
    expect(changeWords(0, [0], true, trans)).toContain('free');
  });
});

describe('readScale', () => {
  const snapshot = makeSnapshot({ sizes: SIZES });
  const cluster = makeCluster({ price_per_hour: 0.7, nprocs: 2 });
  const read = (values: Partial<IScaleValues>): ReturnType<typeof readScale> =>
    readScale(
      { ...initialScale(cluster, 64), ...values },
      cluster,
      snapshot,
      trans
    );

  it('should begin with what is', () => {
    const adaptive = { minimum: 2, maximum: 9 };
    expect(initialScale(makeCluster({ adaptive }), 64)).toMatchObject({
      mode: 'adaptive',
      workers: '3',
      minimum: '2',
      maximum: '9'
    });
    expect(initialScale(makeCluster({ worker_target: 0 }), 64)).toMatchObject({
      mode: 'fixed',
      minimum: '0',
      maximum: '1'
    });
  });

  it('should count whole hosts', () => {
    expect(read({ workers: '5' })).toEqual({
      scale: { workers: 5 },
      errors: {},
      price: 'While it runs: about $0.70/h as before, an estimate.'
    });
  });

  it('should not look at what is not shown', () => {
    const odd = { minimum: 'x', maximum: '' };
    expect(read({ workers: '4', ...odd }).scale).toEqual({ workers: 4 });
    expect(
      read({ mode: 'adaptive', workers: '-', minimum: '1', maximum: '4' }).scale
    ).toEqual({ minimum: 1, maximum: 4 });
  });

  it('should refuse limits that cross', () => {
    const crossed = { minimum: '5', maximum: '4' };
    const reading = read({ mode: 'adaptive', ...crossed });
    expect(reading.scale).toBeNull();
    expect(reading.errors.maximum).toMatch(/less than the minimum/);
  });

  it('should refuse more than the server takes', () => {
    expect(read({ workers: '65' }).scale).toBeNull();
    expect(
      read({ mode: 'adaptive', minimum: '0', maximum: '65' }).errors.maximum
    ).toBe('Give a whole number from 0 to 64.');
  });
});

describe('readDefinition', () => {
  const snapshot = makeSnapshot({ sizes: SIZES });
  const cluster = makeCluster({ n_workers: 2, nprocs: 2, nthreads: 4 });
  const values = initialDefinition(cluster);

  it('should send only what was changed', () => {
    const read = readDefinition(
      { ...values, worker_size: 'medium', nprocs: ' 3 ', nthreads: '4 ' },
      cluster,
      snapshot,
      trans
    );
    expect(read.definition).toEqual({ worker_size: 'medium', nprocs: 3 });
    expect(read.price).toContain('about $0.30/h, $0.20/h less');
  });

  it('should leave to Saturn what is left empty in a new one', () => {
    const id = '0123456789abcdef0123456789ABCDEF';
    const empty = initialDefinition(null, `https://s.example/x/${id}/`);
    const read = readDefinition(
      { ...empty, n_workers: '3' },
      null,
      snapshot,
      trans
    );
    expect(read.definition).toEqual({ n_workers: 3 });
    expect(read.price).toBe('What it will cost is not known.');
  });

  it('should ask for spot workers only when they are wanted', () => {
    const begin = initialDefinition(null, '0'.repeat(32));
    const read = (isSpot: boolean): unknown =>
      readDefinition({ ...begin, isSpot }, null, snapshot, trans).definition;
    expect(read(true)).toEqual({ worker_is_spot: true });
    expect(read(false)).toEqual({});
  });

  it('should not take a number away', () => {
    const read = readDefinition(
      { ...values, n_workers: '' },
      cluster,
      snapshot,
      trans
    );
    expect(read.definition).toBeNull();
    expect(Object.keys(read.errors)).toEqual(['n_workers']);
  });

  it('should count the processes of all hosts', () => {
    const read = readDefinition(
      { ...values, n_workers: '33' },
      cluster,
      snapshot,
      trans
    );
    expect(read.errors.nprocs).toContain('64 workers');
  });
});

describe('readProject', () => {
  it.each([
    ['0123456789ABCDEF0123456789abcdef', '0123456789abcdef0123456789abcdef'],
    [
      'https://saturn.example/dash/projects/0123456789abcdef0123456789abcdef/x',
      '0123456789abcdef0123456789abcdef'
    ],
    ['0123456789abcdef0123456789abcdef0', null],
    ['research', null],
    ['', null]
  ])('should find the id in %j', (text, id) => {
    expect(readProject(text)).toBe(id);
  });

  it('should be wanted for a new cluster', () => {
    const read = readDefinition(
      initialDefinition(null),
      null,
      makeSnapshot(),
      trans
    );
    expect(read.definition).toBeNull();
    expect(read.errors.project).toContain('the id of a project');
  });
});

describe('Form', () => {
  it('should send once, and keep what was typed when that fails', async () => {
    let fail: (error: Error) => void = () => undefined;
    const send = jest.fn(
      () => new Promise<boolean>((_, reject) => (fail = reject))
    );
    const form = new Form({ values: { workers: '2' }, send, trans });
    form.set({ workers: '5' });
    const first = form.submit();
    expect(form.isBusy).toBe(true);
    expect(await form.submit()).toBe(false);
    form.set({ workers: '9' });
    fail(new SaturnProblem(PROBLEM));
    expect(await first).toBe(false);
    expect(send.mock.calls).toEqual([[{ workers: '5' }]]);
    expect(form.values).toEqual({ workers: '5' });
    expect(form.problem).toMatchObject(PROBLEM);
    expect(form.isBusy).toBe(false);

    form.set({ workers: '6' });
    expect(form.problem).toBeNull();
  });

  it('should say whether it is done', async () => {
    const send = jest.fn().mockResolvedValueOnce(false).mockResolvedValue(true);
    const form = new Form({ values: {}, send, trans });
    expect(await form.submit()).toBe(false);
    expect(await form.submit()).toBe(true);
    expect(form.problem).toBeNull();
  });
});
