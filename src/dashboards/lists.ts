import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { toProblem } from '../problem';
import type { ICluster, IProblem } from '../tokens';
import type { IPlot } from './plots';

/**
 * What is known of a cluster's plots.
 */
export interface IPlotList {
  /** Null while they are not known. */
  readonly plots: ReadonlyArray<IPlot> | null;
  readonly problem: IProblem | null;
}

/**
 * The plots of clusters, read once for each run of a cluster.
 */
export class PlotLists {
  constructor(options: PlotLists.IOptions) {
    this._options = options;
  }

  /**
   * Emitted when a list has come, or has failed to.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Return what is known now.
   */
  get(cluster: ICluster): IPlotList {
    return this._lists.get(cluster.id)?.list ?? { plots: null, problem: null };
  }

  /**
   * Read the plots of a running cluster, unless they are known. Rejects with a `SaturnProblem`.
   *
   * @param isFresh - Whether to read them although they are known.
   */
  load(cluster: ICluster, isFresh = false): Promise<ReadonlyArray<IPlot>> {
    const known = this._lists.get(cluster.id);
    // Another run may be of other versions, with other plots.
    const isGood = known?.since === cluster.since && !known.list.problem;
    if (known && isGood && !isFresh) {
      return known.work;
    }
    const work = this._options.plots(cluster.id);
    const entry: Private.IEntry = {
      since: cluster.since,
      work,
      list: { plots: null, problem: null }
    };
    this._lists.set(cluster.id, entry);
    const settle = (list: IPlotList): void => {
      if (this._lists.get(cluster.id) === entry) {
        this._lists.set(cluster.id, { ...entry, list });
        this._changed.emit();
      }
    };
    work.then(
      plots => settle({ plots, problem: null }),
      (error: unknown) => {
        const problem = toProblem(error, this._options.trans);
        settle({ plots: null, problem });
      }
    );
    return work;
  }

  private readonly _options: PlotLists.IOptions;
  private readonly _lists = new Map<string, Private.IEntry>();
  private readonly _changed = new Signal<this, void>(this);
}

/**
 * A namespace for `PlotLists` statics.
 */
export namespace PlotLists {
  /**
   * The options of the lists.
   */
  export interface IOptions {
    /** Ask for the plots of a cluster. */
    plots: (clusterId: string) => Promise<ReadonlyArray<IPlot>>;
    trans: TranslationBundle;
  }
}

namespace Private {
  export interface IEntry {
    readonly since: string | null;
    readonly work: Promise<ReadonlyArray<IPlot>>;
    readonly list: IPlotList;
  }
}
