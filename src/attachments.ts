import type { Kernel } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { Attachment } from './attachment';
import type { IAttachment, IAttachments, IClusters } from './tokens';

/**
 * The attachments of all kernels that this page's documents use.
 */
export class Attachments implements IAttachments {
  constructor(options: Attachments.IOptions) {
    this._options = options;
    this._clusters = options.clusters;
    this._clusters.changed.connect(this._onClusters, this);
  }

  get changed(): ISignal<IAttachments, void> {
    return this._changed;
  }

  /**
   * Emitted with each connection that is followed for the first time.
   */
  get followed(): ISignal<this, Kernel.IKernelConnection> {
    return this._followed;
  }

  get active(): ReadonlyArray<{
    attachment: IAttachment;
    paths: ReadonlyArray<string>;
  }> {
    return [...this._attachments]
      .filter(([, attachment]) => attachment.state !== 'detached')
      .map(([kernelId, attachment]) => ({
        attachment,
        paths: [...this._paths]
          .filter(([connection]) => connection.id === kernelId)
          .map(([, path]) => path)
      }));
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._clusters.changed.disconnect(this._onClusters, this);
    this._attachments.forEach(attachment => attachment.dispose());
    this._attachments.clear();
    this._paths.clear();
    Signal.clearData(this);
  }

  follow(connection: Kernel.IKernelConnection, path: string): IAttachment {
    let attachment = this._attachments.get(connection.id);
    if (!attachment) {
      attachment = new Attachment(this._options);
      attachment.changed.connect(this._onAttachment, this);
      this._attachments.set(connection.id, attachment);
    }
    if (!this._paths.has(connection)) {
      connection.disposed.connect(this._onDisposed, this);
      this._followed.emit(connection);
    }
    this._paths.set(connection, path);
    attachment.use(connection);
    return attachment;
  }

  get(kernelId: string): IAttachment | null {
    return this._attachments.get(kernelId) ?? null;
  }

  /**
   * Mark the attachments whose cluster is gone as lost.
   */
  private _onClusters(): void {
    const snapshot = this._clusters.snapshot;
    if (!snapshot || snapshot.stale_since || this._clusters.problem) {
      return;
    }
    for (const attachment of this._attachments.values()) {
      const ref = attachment.cluster;
      if (ref && ref.base_url === snapshot.connection.base_url) {
        const status = this._clusters.get(ref.id)?.status;
        if (!status && snapshot.connection.status === 'ok') {
          attachment.lose('deleted');
        } else if (status && status !== 'running' && status !== 'unknown') {
          attachment.lose('stopped'); // a restart ends the client as well
        }
      }
    }
  }

  private _onAttachment(): void {
    this._changed.emit();
  }

  private _onDisposed(connection: Kernel.IKernelConnection): void {
    const attachment = this._attachments.get(connection.id);
    this._paths.delete(connection);
    attachment?.leave(connection);
    if (attachment && !attachment.isUsed) {
      this._attachments.delete(connection.id);
      attachment.dispose();
      this._changed.emit();
    }
  }

  private readonly _options: Attachments.IOptions;
  private readonly _clusters: IClusters;
  private readonly _changed = new Signal<IAttachments, void>(this);
  private readonly _followed = new Signal<this, Kernel.IKernelConnection>(this);
  private readonly _attachments = new Map<string, Attachment>();
  private readonly _paths = new Map<Kernel.IKernelConnection, string>();
  private _isDisposed = false;
}

/**
 * A namespace for `Attachments` statics.
 */
export namespace Attachments {
  /**
   * The options of the attachments.
   */
  export interface IOptions extends Attachment.IOptions {
    clusters: IClusters;
  }
}
