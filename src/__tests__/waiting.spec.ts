import { whenReady, whenRunning } from '../waiting';
import { ClustersDouble } from './clusters';
import { makeCluster, makeConnection, settle } from './values';

describe('waiting', () => {
  let clusters: ClustersDouble;

  const show = (status: 'pending' | 'running' | 'stopped' | 'error'): void =>
    clusters.show({ clusters: [makeCluster({ status })] });

  const start = (): jest.Mock => {
    const settled = jest.fn();
    void whenRunning(clusters, 'c1').then(settled);
    return settled;
  };

  beforeEach(() => {
    jest.useFakeTimers();
    clusters = new ClustersDouble();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  describe('whenRunning()', () => {
    it.each([
      ['running', true],
      ['error', false],
      ['stopped', false]
    ] as const)(
      'should wait for %s after pending',
      async (status, expected) => {
        show('pending');
        const settled = start();
        await settle();
        expect(settled).not.toHaveBeenCalled();
        show(status);
        await settle();
        expect(settled).toHaveBeenCalledWith(expected);
        expect(jest.getTimerCount()).toBe(0);
      }
    );

    it('should bear that a started cluster is still listed as stopped', async () => {
      show('stopped');
      const settled = start();
      await jest.advanceTimersByTimeAsync(10_000);
      expect(settled).not.toHaveBeenCalled();
      show('pending');
      await settle();
      show('running');
      await settle();
      expect(settled).toHaveBeenCalledWith(true);
    });

    it('should not bear it for ever', async () => {
      show('stopped');
      const settled = start();
      await jest.advanceTimersByTimeAsync(34_000);
      expect(settled).toHaveBeenCalledWith(false);
    });

    it('should look itself when no event comes', async () => {
      show('pending');
      clusters.refresh.mockImplementation(() =>
        Promise.resolve(show('running'))
      );
      const settled = start();
      await jest.advanceTimersByTimeAsync(2000);
      expect(settled).toHaveBeenCalledWith(true);
    });

    it('should give up after 20 minutes', async () => {
      show('pending');
      const settled = start();
      await jest.advanceTimersByTimeAsync(19 * 60_000);
      expect(settled).not.toHaveBeenCalled();
      await jest.advanceTimersByTimeAsync(65_000);
      expect(settled).toHaveBeenCalledWith(false);
    });

    it('should end with the model', async () => {
      show('pending');
      const settled = start();
      clusters.dispose();
      await jest.advanceTimersByTimeAsync(2000);
      expect(settled).toHaveBeenCalledWith(false);
    });
  });

  describe('whenReady()', () => {
    it('should wait while the local Saturn starts', async () => {
      clusters.show({ connection: makeConnection({ status: 'starting' }) });
      const settled = jest.fn();
      void whenReady(clusters).then(settled);
      await settle();
      expect(settled).not.toHaveBeenCalled();
      clusters.show({});
      await settle();
      expect(settled).toHaveBeenCalled();
    });

    it('should read the first snapshot', async () => {
      clusters.snapshot = null;
      clusters.refresh.mockImplementation(() =>
        Promise.resolve(clusters.show({}))
      );
      await whenReady(clusters);
      expect(clusters.refresh).toHaveBeenCalledTimes(1);
    });

    it('should give up after 15 seconds', async () => {
      clusters.show({ connection: makeConnection({ status: 'starting' }) });
      const settled = jest.fn();
      void whenReady(clusters).then(settled);
      await jest.advanceTimersByTimeAsync(17_000);
      expect(settled).toHaveBeenCalled();
    });
  });
});
