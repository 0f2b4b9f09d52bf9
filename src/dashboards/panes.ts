import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { WidgetTracker } from '@jupyterlab/apputils';
import { MainAreaWidget, ToolbarButton } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { refreshIcon } from '@jupyterlab/ui-components';
import { Poll } from '@lumino/polling';

import type { IWorkerOrder, WorkersAPI } from '../clusterview/workers';
import type { PaneWidget } from '../entrance';
import { saturnIcon } from '../icons';
import type { IClusters } from '../tokens';
import type { DashboardAPI } from './api';
import { DashboardContent } from './content';
import type { PlotLists } from './lists';
import { DashboardPane } from './pane';
import type { Step } from './place';
import { MAIN_PLOTS } from './plots';

/**
 * Milliseconds between two looks at the clusters while a pane is seen.
 */
const HEARTBEAT = 30_000;

/**
 * Workers that are listed where a plot cannot be shown.
 */
const MAX_WORKERS = 20;
const BY_MEMORY: IWorkerOrder = { field: 'memory_used', isDescending: true };

/**
 * Where a pane goes.
 */
type Place = NonNullable<Parameters<JupyterFrontEnd.IShell['add']>[2]>;

/**
 * The panes in JupyterLab's main area.
 */
export class Panes {
  constructor(options: Panes.IOptions) {
    this._options = options;
    this.tracker = options.tracker;
    this._poll = new Poll({
      name: 'jupyterlab-saturn:dashboards',
      factory: () => this._beat(),
      frequency: { interval: HEARTBEAT, backoff: false },
      standby: () => (this._isSeen ? 'when-hidden' : true)
    });
  }

  /**
   * The panes, for the layout restorer.
   */
  readonly tracker: WidgetTracker<PaneWidget>;

  /**
   * Show a plot; one that is open already comes to the front.
   */
  open(
    clusterId: string,
    plot: string,
    place: Place = this._besides
  ): PaneWidget {
    const { shell } = this._options;
    const known = this.tracker.find(
      ({ content: { pane } }) =>
        pane.clusterId === clusterId && pane.plot === plot
    );
    const widget = known ?? this._make(clusterId, plot);
    if (!known) {
      shell.add(widget, 'main', { ...place, type: 'Saturn' });
      void this.tracker.add(widget);
    }
    if (place.activate !== false) {
      shell.activateById(widget.id);
    }
    return widget;
  }

  /**
   * Show the plots that most people look at: a wide one above two others.
   */
  openLayout(clusterId: string): void {
    const [first = '', second = '', third = ''] = MAIN_PLOTS;
    const top = this.open(clusterId, first);
    const left = this.open(clusterId, second, {
      mode: 'split-bottom',
      ref: top.id
    });
    this.open(clusterId, third, { mode: 'split-right', ref: left.id });
  }

  private _make(clusterId: string, plot: string): PaneWidget {
    const { api, clusters, lists, onStep, onTab, trans, workers } =
      this._options;
    const pane = new DashboardPane({
      ...{ api, clusters, lists, clusterId, plot, trans }
    });
    const content = new DashboardContent({
      pane,
      onStep,
      onTab,
      onShown: () => void this._poll.refresh(),
      readWorkers: () => workers.page(clusterId, 0, MAX_WORKERS, BY_MEMORY),
      trans
    });
    content.title.icon = saturnIcon;
    const widget = new MainAreaWidget({ content });
    widget.toolbar.addItem(
      'reload',
      new ToolbarButton({
        icon: refreshIcon,
        tooltip: trans.__('Load the plot anew'),
        onClick: () => pane.retry()
      })
    );
    return widget;
  }

  /** Beside another plot, else beside what the user works on. */
  private get _besides(): Place {
    const other = this.tracker.currentWidget;
    return other?.isVisible
      ? { mode: 'tab-after', ref: other.id }
      : { mode: 'split-right' };
  }

  private get _isSeen(): boolean {
    return this.tracker.find(widget => widget.isVisible) !== undefined;
  }

  /**
   * Tell the server that somebody looks, and after a sleep see what still lives.
   */
  private async _beat(): Promise<void> {
    const { clusters } = this._options;
    const now = Date.now();
    const hasSlept = now - this._beatAt > 3 * HEARTBEAT;
    this._beatAt = now;
    if (!clusters.isActive || !clusters.snapshot) {
      await clusters.refresh(); // else the sidebar does that
    }
    if (hasSlept) {
      this.tracker.forEach(
        ({ content }) => content.isVisible && content.pane.check()
      );
    }
  }

  private readonly _options: Panes.IOptions;
  private readonly _poll: Poll;
  private _beatAt = Date.now();
}

/**
 * A namespace for `Panes` statics.
 */
export namespace Panes {
  /**
   * The options of the panes.
   */
  export interface IOptions {
    shell: JupyterFrontEnd.IShell;
    /** What the layout restorer knows them by. */
    tracker: WidgetTracker<PaneWidget>;
    api: DashboardAPI;
    clusters: IClusters;
    lists: PlotLists;
    workers: Pick<WorkersAPI, 'page'>;
    onStep: (pane: DashboardPane, step: Step) => void;
    onTab: (url: string) => void;
    trans: TranslationBundle;
  }
}
