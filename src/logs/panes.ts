import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { WidgetTracker } from '@jupyterlab/apputils';
import { Dialog, MainAreaWidget, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { LogWidget } from '../entrance';
import { FormDialog } from '../formdialog';
import type { IClusters } from '../tokens';
import type { LogPanel } from './panel';

/**
 * The panes of logs, one for each cluster.
 */
export class LogPanes {
  constructor(options: LogPanes.IOptions) {
    this._options = options;
  }

  /**
   * Show the logs of a cluster; where there are no panes, as in Notebook 7, in a dialog.
   */
  async open(clusterId: string): Promise<void> {
    const { shell, tracker, trans } = this._options;
    const known = tracker.find(pane => pane.content.clusterId === clusterId);
    if (known) {
      shell.activateById(known.id);
      return;
    }
    const { LogPanel } = await import('./panel');
    const content = new LogPanel({ ...this._options, clusterId });
    const pane = new MainAreaWidget({ content });
    pane.id = `${content.id}-pane`;
    shell.add(pane, 'main');
    if (pane.isAttached) {
      await tracker.add(pane);
      shell.activateById(pane.id);
      return;
    }
    const dialog = new FormDialog({
      title: content.title.label,
      body: pane,
      buttons: [Dialog.okButton({ label: trans.__('Close') })]
    });
    dialog.addClass('jp-SaturnLogs-dialog');
    await dialog.launch();
  }

  /**
   * Show the logs of a listed cluster, or say that there is none.
   */
  async openListed(wanted: unknown): Promise<void> {
    const { clusters, trans } = this._options;
    if (!clusters.snapshot) {
      await clusters.refresh();
    }
    const cluster =
      typeof wanted === 'string'
        ? clusters.get(wanted)
        : wanted === undefined
          ? clusters.selected
          : null;
    if (cluster) {
      await this.open(cluster.id);
      return;
    }
    await showDialog({
      title: trans.__('There is no such cluster'),
      body: trans.__('Open the Saturn sidebar to see the clusters.'),
      buttons: [Dialog.okButton()]
    });
  }

  private readonly _options: LogPanes.IOptions;
}

/**
 * A namespace for `LogPanes` statics.
 */
export namespace LogPanes {
  /**
   * The options of the panes.
   */
  export interface IOptions extends Omit<LogPanel.IOptions, 'clusterId'> {
    shell: JupyterFrontEnd.IShell;
    /** What the layout restorer knows them by. */
    tracker: WidgetTracker<LogWidget>;
    clusters: IClusters;
    trans: TranslationBundle;
  }
}
