import { Clipboard, ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import React from 'react';

import { saturnIcon } from '../icons';
import type { IClusters } from '../tokens';
import type { ILogPage } from './api';
import { writeLines } from './lines';
import type { IReadLine } from './lines';
import { Log } from './model';
import { LogView } from './view';

/**
 * The logs of one cluster: while they are hidden, nothing is read and nothing is drawn.
 */
export class LogPanel extends ReactWidget {
  constructor(options: LogPanel.IOptions) {
    super();
    this._options = options;
    const { clusterId, clusters, api, trans } = options;
    this._log = new Log({
      page: (pod, cursor) => api.page(clusterId, pod, cursor),
      trans
    });
    this.id = `jupyterlab-saturn-logs-${clusterId}`;
    this.title.icon = saturnIcon;
    this.title.closable = true;
    this.addClass('jp-SaturnLogs');
    this._name();
    clusters.changed.connect(this._name, this);
  }

  get clusterId(): string {
    return this._options.clusterId;
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._options.clusters.changed.disconnect(this._name, this);
      this._log.dispose();
      super.dispose();
    }
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._log.isActive = this.isVisible;
  }

  protected override onBeforeDetach(message: Message): void {
    this._log.isActive = false;
    super.onBeforeDetach(message);
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._log.isActive = true;
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this._log.isActive = false;
  }

  protected override render(): JSX.Element {
    const { clusters } = this._options;
    return (
      <UseSignal signal={clusters.changed}>
        {() => (
          <UseSignal signal={this._log.changed}>{() => this._draw()}</UseSignal>
        )}
      </UseSignal>
    );
  }

  /**
   * Name the cluster; after a reload it is known a while later.
   */
  private _name(): void {
    const { clusters, trans } = this._options;
    const name = clusters.get(this.clusterId)?.name;
    this.title.label = name ? trans.__('Logs of %1', name) : trans.__('Logs');
    this.title.caption = this.title.label;
  }

  private _draw(): JSX.Element {
    const log = this._log;
    const cluster = this._options.clusters.get(this.clusterId);
    return (
      <LogView
        lines={log.lines}
        pods={log.pods}
        pod={log.pod}
        problem={log.problem}
        isRead={log.isRead}
        isFollowed={log.isFollowed}
        errors={cluster?.status === 'error' ? cluster.errors : null}
        onPod={pod => log.choose(pod)}
        onCopy={lines => Clipboard.copyToSystem(writeLines(lines))}
        onDownload={lines => this._download(lines)}
        onReread={() => log.reread()}
        trans={this._options.trans}
      />
    );
  }

  private _download(lines: ReadonlyArray<IReadLine>): void {
    const url = URL.createObjectURL(
      new Blob([writeLines(lines)], { type: 'text/plain' })
    );
    const link = document.createElement('a');
    link.href = url;
    link.download = `${this.title.label.replace(/[^\w.-]+/g, '-')}.log`;
    link.click();
    URL.revokeObjectURL(url);
  }

  private readonly _options: LogPanel.IOptions;
  private readonly _log: Log;
}

/**
 * A namespace for `LogPanel` statics.
 */
export namespace LogPanel {
  /**
   * The options of a panel.
   */
  export interface IOptions {
    clusterId: string;
    api: {
      page(clusterId: string, pod: string, cursor: string): Promise<ILogPage>;
    };
    clusters: IClusters;
    trans: TranslationBundle;
  }
}
