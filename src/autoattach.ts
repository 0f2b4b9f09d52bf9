import type { NotebookPanel } from '@jupyterlab/notebook';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';

import type { Dialogs } from './dialogs';
import { attachmentOf, readMetadata } from './notebook';
import { stringSetting } from './preferences';
import { whenReady } from './waiting';
import type { IAttachments, IClusterRef, IClusters } from './tokens';

/**
 * Attaches a notebook to the cluster that its metadata names, or offers to.
 *
 * #### Notes
 * A notebook's content is anybody's. What it names is looked up among the clusters of the Saturn that
 * is in use; nothing else in it is used, and a cluster that does not run is left alone.
 */
export class AutoAttach {
  constructor(options: AutoAttach.IOptions) {
    this._options = options;
  }

  /**
   * Look at a notebook that has opened.
   */
  consider(panel: NotebookPanel): void {
    if (this._setting !== 'never') {
      void panel.context.ready
        .then(() => panel.sessionContext.ready)
        .then(() => this._offer(panel));
    }
  }

  private get _setting(): string {
    return stringSetting(this._options.settings, 'autoAttach', 'ask');
  }

  private async _offer(panel: NotebookPanel): Promise<void> {
    const { attachments, dialogs } = this._options;
    const named = panel.isDisposed ? null : readMetadata(panel);
    const cluster = named && (await this._find(named));
    const attachment = panel.isDisposed
      ? null
      : attachmentOf(panel, attachments);
    await attachment?.recalled;
    if (!cluster || !attachment || attachment.state !== 'detached') {
      return;
    }
    if (this._setting === 'always') {
      await attachment.attach(cluster);
    } else if (this._setting === 'ask') {
      const offer = dialogs.offerAttach(panel.title.label, cluster.name, () => {
        if (!attachment.isDisposed && attachment.state === 'detached') {
          void attachment.attach(cluster);
        }
      });
      attachment.changed.connect(() => offer.dispose());
    }
  }

  /**
   * Return the running cluster that is named, as our own server describes it.
   */
  private async _find(named: IClusterRef): Promise<IClusterRef | null> {
    const { clusters } = this._options;
    await whenReady(clusters);
    const base_url = clusters.snapshot?.connection.base_url;
    const cluster = clusters.get(named.id);
    return cluster?.status === 'running' && base_url === named.base_url
      ? {
          id: cluster.id,
          name: cluster.name,
          project_id: cluster.project_id,
          base_url
        }
      : null;
  }

  private readonly _options: AutoAttach.IOptions;
}

/**
 * A namespace for `AutoAttach` statics.
 */
export namespace AutoAttach {
  /**
   * The options of the class.
   */
  export interface IOptions {
    clusters: IClusters;
    attachments: IAttachments;
    settings: ISettingRegistry.ISettings;
    dialogs: Dialogs;
  }
}
