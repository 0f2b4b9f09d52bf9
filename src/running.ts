import type { IRunningSessions } from '@jupyterlab/running';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';

import { formatPrice, formatStatus } from './format';
import { saturnIcon } from './icons';
import type { ICluster, IClusters } from './tokens';

/**
 * The clusters that cost money, among JupyterLab's terminals and kernels.
 */
export class RunningClusters implements IRunningSessions.IManager {
  constructor(options: RunningClusters.IOptions) {
    this._options = options;
    const { trans } = options;
    this.name = trans.__('Saturn Clusters');
    this.shutdownLabel = trans.__('Stop Cluster…');
    this.shutdownAllLabel = trans.__('Stop All');
    this.shutdownAllConfirmationText = trans.__(
      'Stop all running clusters? Results that their workers hold are lost, and attached notebooks lose their client.'
    );
  }

  readonly name: string;
  readonly shutdownLabel: string;
  readonly shutdownAllLabel: string;
  readonly shutdownAllConfirmationText: string;

  get runningChanged(): ISignal<IClusters, void> {
    return this._options.clusters.changed;
  }

  running(): IRunningSessions.IRunningItem[] {
    const { clusters, open, stop, trans } = this._options;
    const isLocal = clusters.snapshot?.local ?? false;
    return this._up.map(cluster => {
      const price = formatPrice(cluster.price_per_hour, isLocal, trans);
      const status = formatStatus(cluster, trans);
      return {
        label: () => cluster.name,
        labelTitle: () => trans.__('Show %1 in the sidebar', cluster.name),
        detail: () => (price ? trans.__('%1 · %2', status, price) : status),
        icon: (): LabIcon => saturnIcon,
        open: () => open(cluster.id),
        shutdown: () => stop(cluster.id)
      };
    });
  }

  refreshRunning(): void {
    void this._options.clusters.refresh();
  }

  /**
   * Stop them all. JupyterLab has asked before, with our words.
   */
  shutdownAll(): void {
    for (const cluster of this._up) {
      this._options.stopNow(cluster.id);
    }
  }

  private get _up(): ReadonlyArray<ICluster> {
    const all = this._options.clusters.snapshot?.clusters ?? [];
    return all.filter(c => c.status === 'running' || c.status === 'pending');
  }

  private readonly _options: RunningClusters.IOptions;
}

/**
 * A namespace for `RunningClusters` statics.
 */
export namespace RunningClusters {
  /**
   * The options of the section.
   */
  export interface IOptions {
    clusters: IClusters;
    /** Show a cluster in the sidebar. */
    open: (clusterId: string) => void;
    /** Stop a cluster if the user agrees. */
    stop: (clusterId: string) => void;
    /** Stop a cluster: the user has agreed. */
    stopNow: (clusterId: string) => void;
    trans: TranslationBundle;
  }
}
