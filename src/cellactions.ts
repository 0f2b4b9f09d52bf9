import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { INames } from './cells';
import type { CellKind } from './modernise/marker';
import type { Dialogs } from './dialogs';
import { attachmentOf, describeNotebook } from './notebook';
import type {
  IAttachment,
  IAttachments,
  IClusterRef,
  IClusters
} from './tokens';
import { whenReady } from './waiting';
import { pinsOf } from './waysout';

/**
 * What the commands about portable cells do. The cells themselves are loaded at the first use.
 */
export class CellActions {
  constructor(options: CellActions.IOptions) {
    this._options = options;
  }

  /**
   * Whether there is a notebook to put a cell into.
   */
  get hasNotebook(): boolean {
    return this._options.current() !== null;
  }

  /**
   * Put a cell into the current notebook, or renew the one of its kind.
   *
   * #### Notes
   * The cluster is the one of that id; without an id, the one that the notebook is attached to, or the
   * selected one.
   */
  async insert(args: ReadonlyPartialJSONObject, kind: CellKind): Promise<void> {
    const { clusters, dialogs, trans } = this._options;
    const panel = this._options.current();
    if (!panel) {
      return;
    }
    await whenReady(clusters);
    const cluster = this._choose(args, panel);
    if (args.clusterId !== undefined && !cluster) {
      return; // only ids of listed clusters are obeyed
    }
    const source = await this._write(kind, cluster, panel);
    if (source === null) {
      return dialogs.refuse(
        trans.__('No cluster'),
        trans.__('There is no cluster that the cell could name.')
      );
    }
    const { putCell } = await import('./notebookcells');
    if (!panel.isDisposed) {
      putCell(panel, kind, source);
      this._remember(panel, cluster);
    }
  }

  /**
   * Write a cell that connects to a cluster.
   *
   * @returns Null when there is no such cluster.
   */
  async connectCell(clusterId: string): Promise<string | null> {
    const cluster = this._ref(clusterId);
    return cluster && this._write('connect', cluster, null);
  }

  /**
   * Have a connect cell that was dropped into a notebook take the place of the one before.
   */
  async settle(cellId: string, clusterId: string): Promise<void> {
    const { keepOnly } = await import('./notebookcells');
    for (const panel of this._options.open()) {
      if (keepOnly(panel, 'connect', cellId)) {
        this._remember(panel, this._ref(clusterId));
      }
    }
  }

  private _choose(
    args: ReadonlyPartialJSONObject,
    panel: NotebookPanel
  ): IClusterRef | null {
    const { clusters } = this._options;
    if (args.clusterId !== undefined) {
      return typeof args.clusterId === 'string'
        ? this._ref(args.clusterId)
        : null;
    }
    const attached = this._attachmentOf(panel)?.cluster;
    return attached ?? this._ref(clusters.selected?.id ?? '');
  }

  private async _write(
    kind: CellKind,
    cluster: IClusterRef | null,
    panel: NotebookPanel | null
  ): Promise<string | null> {
    const { connectCell, installCell, stopCell } = await import('./cells');
    const names = this._options.names();
    switch (kind) {
      case 'install':
        return installCell({
          ...pinsOf(this._attachmentOf(panel)?.comparison ?? []),
          withDaskSaturn: true
        });
      case 'stop':
        return stopCell({ names });
      case 'connect':
        return (
          cluster &&
          connectCell({
            baseUrl: cluster.base_url,
            clusterId: cluster.id,
            clusterName: cluster.name,
            projectId: cluster.project_id,
            names
          })
        );
    }
  }

  private _attachmentOf(panel: NotebookPanel | null): IAttachment | null {
    return panel && attachmentOf(panel, this._options.attachments);
  }

  private _remember(panel: NotebookPanel, cluster: IClusterRef | null): void {
    if (cluster) {
      describeNotebook(panel, this._options.attachments).remember(cluster);
    }
  }

  private _ref(clusterId: string): IClusterRef | null {
    const { clusters } = this._options;
    const cluster = clusters.get(clusterId);
    const base_url = clusters.snapshot?.connection.base_url;
    return cluster && base_url
      ? {
          id: cluster.id,
          name: cluster.name,
          project_id: cluster.project_id,
          base_url
        }
      : null;
  }

  private readonly _options: CellActions.IOptions;
}

/**
 * A namespace for `CellActions` statics.
 */
export namespace CellActions {
  /**
   * The options of the actions.
   */
  export interface IOptions {
    attachments: IAttachments;
    clusters: IClusters;
    dialogs: Dialogs;
    /** Return the notebook that the user works on. */
    current: () => NotebookPanel | null;
    /** Return all notebooks that are open. */
    open: () => NotebookPanel[];
    /** Return the names of the client and the cluster object in the settings. */
    names: () => INames;
    trans: TranslationBundle;
  }
}
