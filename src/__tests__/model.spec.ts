/* eslint max-lines: "off" -- One spec for each source file; this one has many states. */
import { Clusters } from '../model';
import { SaturnProblem } from '../problem';
import type { ISnapshot } from '../tokens';
import { makeCluster, makeSnapshot, PROBLEM, settle, trans } from './values';

const CHECKED_AT = '2026-01-01T00:00:00Z';

type Answer = Awaited<ReturnType<Clusters.IAPI['state']>>;

/**
 * Our server, played by the spec: it answers with `now`, unless the spec holds an answer back.
 */
class APIDouble implements Clusters.IAPI {
  now: Answer | Error = {
    snapshot: makeSnapshot(),
    etag: '"1"',
    checkedAt: CHECKED_AT
  };
  /** When set, answers wait until the spec gives them. */
  held: Array<() => void> | null = null;
  readonly etags: Array<string | null> = [];
  readonly looks: boolean[] = [];

  readonly refresh = jest.fn().mockResolvedValue(undefined);
  readonly act = jest.fn().mockResolvedValue(undefined);
  readonly scale = jest.fn().mockResolvedValue(undefined);

  async state(etag: string | null, isLook: boolean): Promise<Answer> {
    this.etags.push(etag);
    this.looks.push(isLook);
    const answer = this.now;
    await new Promise<void>(resolve =>
      this.held ? this.held.push(resolve) : resolve()
    );
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  }

  answer(values: Partial<ISnapshot>, etag = '"2"'): void {
    this.now = { snapshot: makeSnapshot(values), etag, checkedAt: CHECKED_AT };
  }
}

describe('Clusters', () => {
  let api: APIDouble;
  let clusters: Clusters;
  let waiting: Clusters;
  let changes: number;

  beforeEach(() => {
    api = new APIDouble();
    clusters = new Clusters({ api, trans });
    clusters.configured();
    changes = 0;
    clusters.changed.connect(() => {
      changes++;
    });
  });

  afterEach(() => {
    clusters.dispose();
    jest.useRealTimers();
  });

  describe('#refresh()', () => {
    it('should read the snapshot', async () => {
      expect([clusters.snapshot, clusters.checkedAt]).toEqual([null, null]);
      await clusters.refresh();
      expect(clusters.snapshot).toEqual(makeSnapshot());
      expect(clusters.checkedAt).toBe(CHECKED_AT);
      expect(api.looks).toEqual([true]);
      expect(changes).toBe(1);
    });

    it('should say when nobody looks', async () => {
      await clusters.refresh({ look: false });
      expect(api.looks).toEqual([false]);
    });

    it.each([
      [
        'the settings have reached the server',
        (): void => waiting.configured()
      ],
      ['three seconds', (): void => jest.advanceTimersByTime(3000)]
    ])('should wait for %s before the first', async (_, proceed) => {
      jest.useFakeTimers();
      waiting = new Clusters({ api, trans });
      const done = waiting.refresh();
      await settle();
      expect(api.etags).toEqual([]);
      proceed();
      await done;
      expect(api.etags).toEqual([null]);
      expect(jest.getTimerCount()).toBe(0);
      waiting.dispose();
    });

    it('should keep the last snapshot when it fails, and recover', async () => {
      await clusters.refresh();
      api.now = new SaturnProblem(PROBLEM);
      await clusters.refresh();
      expect(clusters.problem).toMatchObject(PROBLEM);
      expect(clusters.snapshot).toEqual(makeSnapshot());
      expect(changes).toBe(2);
      api.answer({ revision: 2 });
      await clusters.refresh();
      expect(clusters.problem).toBeNull();
      expect(clusters.snapshot?.revision).toBe(2);
      expect(changes).toBe(3);
    });

    it('should put any error into words', async () => {
      api.now = new Error('odd');
      await clusters.refresh();
      expect(clusters.problem).toMatchObject({ code: 'failed', reason: 'odd' });
    });

    it('should keep the snapshot when it is still true', async () => {
      await clusters.refresh();
      const before = clusters.snapshot;
      api.now = { snapshot: null, etag: '"1"', checkedAt: CHECKED_AT };
      await clusters.refresh();
      expect(clusters.snapshot).toBe(before);
      expect(api.etags).toEqual([null, '"1"']);
      expect(changes).toBe(1);
    });

    it('should say that it recovered even when nothing changed', async () => {
      await clusters.refresh();
      api.now = new Error('odd');
      await clusters.refresh();
      api.now = { snapshot: null, etag: '"1"', checkedAt: CHECKED_AT };
      await clusters.refresh();
      expect(clusters.problem).toBeNull();
      expect(changes).toBe(3);
    });

    it('should follow a refresh that is under way, once', async () => {
      const held: Array<() => void> = (api.held = []);
      const first = clusters.refresh();
      await settle();
      api.answer({ revision: 2 });
      const second = clusters.refresh();
      const third = clusters.refresh();
      expect(api.etags).toHaveLength(1);
      api.held = null;
      held.forEach(give => give());
      await Promise.all([first, second, third]);
      expect(api.etags).toHaveLength(2);
      expect(clusters.snapshot?.revision).toBe(2);
    });

    it('should read anew whenever it is asked during another', async () => {
      for (let turn = 0; turn < 12; turn++) {
        api.answer({ revision: 1 });
        const first = clusters.refresh();
        for (let passed = 0; passed < turn; passed++) {
          await Promise.resolve();
        }
        api.answer({ revision: 2 });
        await clusters.refresh();
        expect([turn, clusters.snapshot?.revision]).toEqual([turn, 2]);
        await first;
      }
    });
  });

  describe('#recheck()', () => {
    it('should have the server ask Saturn first', async () => {
      api.refresh.mockImplementation(async () => {
        expect(api.etags).toEqual([]);
        await Promise.resolve();
      });
      await clusters.recheck();
      expect(api.refresh).toHaveBeenCalledTimes(1);
      expect(api.etags).toHaveLength(1);
    });

    it('should reject when that fails', async () => {
      api.refresh.mockRejectedValue(new SaturnProblem(PROBLEM));
      await expect(clusters.recheck()).rejects.toMatchObject(PROBLEM);
    });
  });

  describe('#act()', () => {
    it('should be sent once, however often it is asked', async () => {
      const first = clusters.act('c1', 'start');
      const second = clusters.act('c1', 'stop');
      expect(clusters.pending('c1')).toBe('start');
      expect(clusters.pending('c2')).toBeNull();
      await Promise.all([first, second]);
      expect(api.act.mock.calls).toEqual([['c1', 'start']]);
      expect(clusters.pending('c1')).toBeNull();
      expect(api.etags).toHaveLength(1);
    });

    it('should not stand in the way of another cluster', async () => {
      await Promise.all([
        clusters.act('c1', 'start'),
        clusters.act('c2', 'stop')
      ]);
      expect(api.act).toHaveBeenCalledTimes(2);
    });

    it('should read the snapshot before it ends', async () => {
      api.act.mockImplementation(async () => {
        await Promise.resolve();
        api.answer({ clusters: [makeCluster({ status: 'pending' })] });
      });
      await clusters.act('c1', 'start');
      expect(clusters.get('c1')?.status).toBe('pending');
    });

    it('should reject when it fails, and be free again', async () => {
      api.act.mockRejectedValue(new SaturnProblem(PROBLEM));
      await expect(clusters.act('c1', 'start')).rejects.toMatchObject(PROBLEM);
      expect(clusters.pending('c1')).toBeNull();
      expect(api.etags).toHaveLength(1);
      await expect(clusters.act('c1', 'start')).rejects.toMatchObject(PROBLEM);
      expect(api.act).toHaveBeenCalledTimes(2);
    });

    it('should be free again when the refresh fails too', async () => {
      api.now = new Error('odd');
      await clusters.act('c1', 'start');
      expect(clusters.pending('c1')).toBeNull();
    });

    it('should tell of its beginning and its end', async () => {
      const seen: unknown[] = [];
      clusters.changed.connect(() => {
        seen.push(clusters.pending('c1'));
      });
      await clusters.act('c1', 'restart');
      expect(seen).toEqual(['restart', 'restart', null]);
    });
  });

  describe('#scale()', () => {
    it('should pass the number on', async () => {
      const done = clusters.scale('c1', { workers: 7 });
      expect(clusters.pending('c1')).toBe('scale');
      await done;
      expect(api.scale.mock.calls).toEqual([['c1', { workers: 7 }]]);
    });
  });

  describe('#selected', () => {
    beforeEach(async () => {
      api.answer({ clusters: [makeCluster(), makeCluster({ id: 'c2' })] });
      await clusters.refresh();
      changes = 0;
    });

    it('should be the first, until one is selected', () => {
      expect(clusters.selected?.id).toBe('c1');
      clusters.select('c2');
      clusters.select('c2');
      expect(clusters.selected?.id).toBe('c2');
      expect(changes).toBe(1);
    });

    it('should be the first again when that one is gone', async () => {
      clusters.select('c2');
      api.answer({});
      await clusters.refresh();
      expect(clusters.selected?.id).toBe('c1');
    });
  });

  describe('#isActive', () => {
    beforeEach(() => {
      jest.useFakeTimers();
    });

    afterEach(() => {
      jest.restoreAllMocks();
      document.dispatchEvent(new Event('visibilitychange'));
    });

    it('should request nothing while it is false', async () => {
      expect(clusters.isActive).toBe(false);
      await jest.advanceTimersByTimeAsync(3600_000);
      expect(api.etags).toEqual([]);
    });

    it('should look at once, then every 30 seconds', async () => {
      clusters.isActive = true;
      clusters.isActive = true;
      await jest.advanceTimersByTimeAsync(100);
      expect(api.etags).toHaveLength(1);
      await jest.advanceTimersByTimeAsync(30_000);
      expect(api.etags).toHaveLength(2);
      await jest.advanceTimersByTimeAsync(60_000);
      expect(api.etags).toHaveLength(4);
    });

    it('should stop, and look at once when it starts again', async () => {
      clusters.isActive = true;
      await jest.advanceTimersByTimeAsync(100);
      clusters.isActive = false;
      await settle();
      expect(jest.getTimerCount()).toBe(0);
      await jest.advanceTimersByTimeAsync(3600_000);
      expect(api.etags).toHaveLength(1);
      clusters.isActive = true;
      await jest.advanceTimersByTimeAsync(100);
      expect(api.etags).toHaveLength(2);
    });

    it('should go on at the same pace when the server fails', async () => {
      api.now = new Error('odd');
      clusters.isActive = true;
      await jest.advanceTimersByTimeAsync(100);
      await jest.advanceTimersByTimeAsync(60_000);
      expect(api.etags).toHaveLength(3);
    });

    it('should rest while the page is hidden', async () => {
      const state = jest.spyOn(document, 'visibilityState', 'get');
      state.mockReturnValue('hidden');
      clusters.isActive = true;
      document.dispatchEvent(new Event('visibilitychange'));
      // The poll ends the round that it is in, then it rests.
      await jest.advanceTimersByTimeAsync(3600_000);
      expect(api.etags.length).toBeLessThanOrEqual(1);
    });
  });

  describe('#dispose()', () => {
    it('should be harmless twice', () => {
      clusters.dispose();
      clusters.dispose();
      expect(clusters.isDisposed).toBe(true);
    });

    it('should be final', async () => {
      jest.useFakeTimers();
      clusters.isActive = true;
      clusters.dispose();
      clusters.isActive = false;
      clusters.isActive = true;
      await clusters.refresh();
      await jest.advanceTimersByTimeAsync(3600_000);
      expect(api.etags).toEqual([]);
      expect([clusters.snapshot, changes]).toEqual([null, 0]);
    });

    it.each([null, new Error('odd')])(
      'should not take the answer %p any more',
      async answer => {
        const held: Array<() => void> = (api.held = []);
        api.now = answer ?? api.now;
        const done = clusters.refresh();
        clusters.dispose();
        held.forEach(give => give());
        await done;
        expect([clusters.snapshot, clusters.problem]).toEqual([null, null]);
      }
    );

    it('should request nothing after an action that was under way', async () => {
      const done = clusters.act('c1', 'start');
      clusters.dispose();
      await done;
      expect(api.etags).toEqual([]);
    });
  });
});
