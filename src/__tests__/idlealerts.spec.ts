import { DisposableDelegate } from '@lumino/disposable';

import { IdleAlerts } from '../idlealerts';
import type { IIdleAlert } from '../tokens';
import { ClustersDouble } from './clusters';
import { makeCluster, PROBLEM } from './values';

const ALERT: IIdleAlert = {
  cluster_id: 'c1',
  action: 'stop',
  since: '2026-11-22T10:00:00Z',
  raised_at: '2026-11-22T10:30:00Z',
  deadline: '2026-11-22T10:32:00Z',
  problem: null
};

describe('IdleAlerts', () => {
  const takeBack = jest.fn();
  const tell = jest.fn(() => new DisposableDelegate(takeBack));
  let clusters: ClustersDouble;
  let alerts: IdleAlerts;

  beforeEach(() => {
    jest.clearAllMocks();
    clusters = new ClustersDouble();
    alerts = new IdleAlerts(clusters, tell);
  });

  function show(...idle_alerts: IIdleAlert[]): void {
    clusters.show({ clusters: [makeCluster({ id: 'c1' })], idle_alerts });
  }

  it('should tell once of each alert', () => {
    show(ALERT);
    show(ALERT);
    expect(tell.mock.calls).toEqual([[makeCluster({ id: 'c1' }), ALERT]]);
    expect(takeBack).not.toHaveBeenCalled();
  });

  it('should take the notice back when the alert is over, and may tell again', () => {
    show(ALERT);
    show();
    expect(takeBack).toHaveBeenCalledTimes(1);
    show({ ...ALERT, raised_at: '2026-11-22T11:30:00Z' });
    expect(tell).toHaveBeenCalledTimes(2);
  });

  it('should tell anew when stopping it has failed', () => {
    show(ALERT);
    show({ ...ALERT, problem: PROBLEM });
    expect(takeBack).toHaveBeenCalledTimes(1);
    expect(tell).toHaveBeenCalledTimes(2);
  });

  it('should keep the notice while nothing is known', () => {
    show(ALERT);
    clusters.problem = PROBLEM;
    show();
    expect(takeBack).not.toHaveBeenCalled();
  });

  it('should tell nothing of a cluster that is not listed', () => {
    show({ ...ALERT, cluster_id: 'c9' });
    expect(tell).not.toHaveBeenCalled();
  });

  it('should take all back when it ends', () => {
    show(ALERT);
    alerts.dispose();
    show();
    expect(alerts.isDisposed).toBe(true);
    expect(takeBack).toHaveBeenCalledTimes(1);
  });
});
