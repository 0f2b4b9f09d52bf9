import type { Kernel } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { Attachment } from './attachment';
import { askHeld } from './kernel/messages';
import { describeOutcome } from './outcomes';
import { SaturnProblem } from './problem';
import type {
  IAttachment,
  IAttachments,
  ICluster,
  IClusterRef,
  IClusters
} from './tokens';

/**
 * The attachments of all kernels that this page's documents use.
 */
export class Attachments implements IAttachments {
  constructor(options: Attachments.IOptions) {
    this._options = {
      ...options,
      sign: (cluster, question, signal) => {
        this._refuseElsewhere(cluster);
        return options.sign(cluster, question, signal);
      }
    };
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
    const isNew = this._paths.get(connection) !== path;
    this._paths.set(connection, path);
    attachment.use(connection);
    if (isNew && attachment.state !== 'detached') {
      this._changed.emit(); // what it is called, or one more document
    }
    return attachment;
  }

  /**
   * Emitted with a kernel's id when its attachment has come to rest.
   */
  get settled(): ISignal<this, string> {
    return this._settled;
  }

  /**
   * Ask kernels whether they still are as we think: this one, or all that are attached.
   */
  verify(kernelId?: string): void {
    for (const [id, attachment] of this._attachments) {
      const isMeant = kernelId ?? (attachment.state === 'attached' && id);
      if (isMeant === id) {
        attachment.verify();
      }
    }
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
        const cluster = this._clusters.get(ref.id);
        const status = cluster?.status;
        if (!status && snapshot.connection.status === 'ok') {
          attachment.lose('deleted');
        } else if (status && status !== 'running' && status !== 'unknown') {
          attachment.lose('stopped'); // a restart ends the client as well
        } else if (this._hasChanged(cluster)) {
          attachment.verify(); // it may have restarted between two looks
        }
      }
    }
    this._since = new Map(snapshot.clusters.map(c => [c.id, c.since]));
  }

  /**
   * Whether a cluster is known to have been in another state meanwhile.
   */
  private _hasChanged(cluster: ICluster | null): boolean {
    const before = cluster && this._since.get(cluster.id);
    return !!before && before !== cluster.since;
  }

  /**
   * Refuse to have a request signed by another Saturn than the cluster's, as after a switch.
   */
  private _refuseElsewhere(cluster: IClusterRef): void {
    const inUse = this._clusters.snapshot?.connection.base_url;
    if (inUse && inUse !== cluster.base_url) {
      const outcome = { code: 'other-saturn', detail: cluster.base_url };
      throw new SaturnProblem(describeOutcome(outcome, this._options.trans));
    }
  }

  private _onAttachment(attachment: Attachment): void {
    this._changed.emit();
    if (attachment.state !== 'lost') {
      this._lost.delete(attachment);
    } else if (!this._lost.has(attachment)) {
      this._lost.add(attachment);
      void this._nameHeld(attachment);
    }
    if (attachment.state === 'attached' || attachment.state === 'detached') {
      for (const [id, each] of this._attachments) {
        if (each === attachment) {
          this._settled.emit(id);
        }
      }
    }
  }

  /**
   * Have a kernel name the variables whose results were lost.
   */
  private async _nameHeld(attachment: Attachment): Promise<void> {
    const connection = [...this._paths.keys()].find(
      each => this._attachments.get(each.id) === attachment
    );
    if (connection) {
      attachment.noteHeld(await askHeld(connection));
    }
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
  private readonly _settled = new Signal<this, string>(this);
  /** Since when each cluster is in its state, at the last look. */
  private _since = new Map<string, string | null>();
  private readonly _attachments = new Map<string, Attachment>();
  private readonly _paths = new Map<Kernel.IKernelConnection, string>();
  /** Those that are lost, whose kernels have been asked what they had. */
  private readonly _lost = new WeakSet<Attachment>();
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
