import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { Origin } from '../actions';
import type { Dialogs } from '../dialogs';
import { toProblem } from '../problem';
import type { ICluster, IClusters } from '../tokens';
import { whenReady } from '../waiting';
import type { DashboardAPI } from './api';
import { choosePlot, confirmLayout, confirmTab } from './dialogs';
import { enter } from './entrance';
import type { PlotLists } from './lists';
import type { Panes } from './panes';
import type { IPlot } from './plots';
import { plotTitle } from './plots';

/**
 * What the commands on dashboards do, and the controls of the sidebar.
 */
export class DashboardActions {
  constructor(options: DashboardActions.IOptions) {
    this._options = options;
  }

  /**
   * Have the user choose a plot of a running cluster, and open it.
   */
  async choose(args: ReadonlyPartialJSONObject): Promise<void> {
    const { lists, trans } = this._options;
    const cluster = await this._find(args);
    const plot = cluster && (await choosePlot(cluster, lists, trans));
    if (cluster && plot) {
      await this.open(cluster, plot);
    }
  }

  /**
   * Open a plot that the user clicked on: in a pane, else in a tab of the browser.
   */
  async open(cluster: ICluster, plot: IPlot): Promise<void> {
    const { panes } = this._options;
    if (panes) {
      panes.open(cluster.id, plot.name);
    } else {
      await this._openTab(cluster, plot);
    }
  }

  /**
   * Open the plots that most people look at.
   */
  async openLayout(
    args: ReadonlyPartialJSONObject,
    origin: Origin
  ): Promise<void> {
    const { dialogs, panes, trans } = this._options;
    const cluster = await this._find(args);
    if (cluster && !panes) {
      return dialogs.refuse(
        trans.__('This page has no place for several plots'),
        trans.__('Open single ones: each comes in a tab of the browser.')
      );
    }
    const isAgreed =
      cluster && (origin === 'view' || (await confirmLayout(cluster, trans)));
    if (isAgreed) {
      panes?.openLayout(cluster.id);
    }
  }

  /**
   * Open a dashboard's own page, whose address Saturn gave.
   */
  openHosted(url: string): void {
    window.open(url, '_blank', 'noopener,noreferrer');
  }

  /**
   * Open a plot in a tab, which the user is told of before.
   */
  private async _openTab(cluster: ICluster, plot: IPlot): Promise<void> {
    const { api, dialogs, lists, trans } = this._options;
    try {
      const entered = await enter(cluster, plot.name, { api, lists, trans });
      const isHosted = entered.kind === 'tab';
      const title = trans.__('%1 – %2', plotTitle(plot, trans), cluster.name);
      if (await confirmTab(title, isHosted, trans)) {
        this.openHosted(
          isHosted ? entered.url : api.address(entered.door, entered.plot)
        );
      }
    } catch (error) {
      dialogs.tell(toProblem(error, trans));
    }
  }

  /**
   * Find the running cluster that is meant: that of the id, which must be listed, else the only one or
   * the one that the user chooses.
   */
  private async _find(
    args: ReadonlyPartialJSONObject
  ): Promise<ICluster | null> {
    const { clusters, dialogs, trans } = this._options;
    await whenReady(clusters);
    const isUp = ({ status }: ICluster): boolean =>
      status === 'running' || status === 'unknown';
    const { clusterId } = args;
    if (clusterId !== undefined) {
      const found = typeof clusterId === 'string' && clusters.get(clusterId);
      if (found && !isUp(found)) {
        await dialogs.refuse(
          trans.__('%1 is not running', found.name),
          trans.__('Start it, then open its dashboard.')
        );
      }
      return found && isUp(found) ? found : null;
    }
    const [first, ...others] = (clusters.snapshot?.clusters ?? []).filter(isUp);
    if (!first) {
      await dialogs.refuse(
        trans.__('No cluster is running'),
        trans.__('Start one, then open its dashboard.')
      );
      return null;
    }
    return others.length === 0
      ? first
      : dialogs.chooseCluster([first, ...others]);
  }

  private readonly _options: DashboardActions.IOptions;
}

/**
 * A namespace for `DashboardActions` statics.
 */
export namespace DashboardActions {
  /**
   * The options of the actions.
   */
  export interface IOptions {
    api: DashboardAPI;
    clusters: IClusters;
    dialogs: Dialogs;
    lists: PlotLists;
    /** Null on pages without a main area. */
    panes: Panes | null;
    trans: TranslationBundle;
  }
}
