import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type { ICluster, IClusters, IIdleAlert } from './tokens';

/**
 * The command by which our own views leave an idle cluster as it is; the application has none.
 */
export const KEEP = 'saturn:keep-cluster';

/**
 * Tells of idle clusters, once for each alert of our server, until the alert is over.
 */
export class IdleAlerts implements IDisposable {
  /**
   * @param tell - Tell the user; returns what takes the notice back.
   */
  constructor(
    clusters: IClusters,
    tell: (cluster: ICluster, alert: IIdleAlert) => IDisposable
  ) {
    this._clusters = clusters;
    this._tell = tell;
    clusters.changed.connect(this._onChanged, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
      this._told.forEach(notice => notice.dispose());
    }
  }

  private _onChanged(): void {
    const snapshot = this._clusters.snapshot;
    if (!snapshot || this._clusters.problem) {
      return; // it is not known whether they are over
    }
    const current = new Set<string>();
    for (const alert of snapshot.idle_alerts ?? []) {
      const cluster = this._clusters.get(alert.cluster_id);
      const key = JSON.stringify([
        alert.cluster_id,
        alert.raised_at,
        alert.problem?.code
      ]);
      if (cluster) {
        current.add(key);
        if (!this._told.has(key)) {
          this._told.set(key, this._tell(cluster, alert));
        }
      }
    }
    for (const [key, notice] of this._told) {
      if (!current.has(key)) {
        this._told.delete(key);
        notice.dispose();
      }
    }
  }

  private readonly _clusters: IClusters;
  private readonly _tell: (cluster: ICluster, alert: IIdleAlert) => IDisposable;
  private readonly _told = new Map<string, IDisposable>();
  private _isDisposed = false;
}
