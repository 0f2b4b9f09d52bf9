import { RunningClusters } from '../running';
import { ClustersDouble } from './clusters';
import { makeCluster, trans } from './values';

describe('RunningClusters', () => {
  const asked: unknown[] = [];
  const note =
    (name: string) =>
    (id: string): void => {
      asked.push([name, id]);
    };
  let clusters: ClustersDouble;
  let running: RunningClusters;

  beforeEach(() => {
    asked.length = 0;
    clusters = new ClustersDouble();
    clusters.show({
      clusters: [
        makeCluster({ id: 'a', name: 'up' }),
        makeCluster({ id: 'b', name: 'coming', status: 'pending' }),
        makeCluster({ id: 'c', status: 'stopped' }),
        makeCluster({ id: 'd', status: 'error' })
      ]
    });
    running = new RunningClusters({
      clusters,
      open: note('open'),
      stop: note('stop'),
      stopNow: note('stopNow'),
      trans
    });
  });

  it('should list what costs money', () => {
    const items = running.running();
    expect(items.map(item => [item.label(), item.detail?.()])).toEqual([
      ['up', 'Running · about $0.50/h'],
      ['coming', 'Starting · about $0.50/h']
    ]);
  });

  it('should list nothing before anything is known', () => {
    clusters.snapshot = null;
    expect(running.running()).toEqual([]);
  });

  it('should ask before one is stopped', () => {
    const [item] = running.running();
    item?.open?.();
    item?.shutdown?.();
    expect(asked).toEqual([
      ['open', 'a'],
      ['stop', 'a']
    ]);
  });

  it('should stop those that run, when JupyterLab has asked', () => {
    running.shutdownAll();
    expect(asked).toEqual([
      ['stopNow', 'a'],
      ['stopNow', 'b']
    ]);
    expect(running.shutdownAllConfirmationText).toContain('lost');
  });
});
