import type { Kernel } from '@jupyterlab/services';

import { AttachmentRecord } from './record';
import type { IConnectionEvent } from './connections';
import { KernelConnections } from './connections';
import { Handshake } from './handshake';
import { Inquiry } from './inquiry';
import { speaksPython } from './kernel/language';
import { detachMessage, executeSurely, introduce } from './kernel/messages';
import type { IOutcome } from './kernel/report';
import type { IAttachment, IClusterRef } from './tokens';
import { compareVersions, worstVerdict } from './versions';

/**
 * The link between one kernel and one cluster: a state machine.
 *
 * #### Notes
 * Every attach is a handshake. What comes of another one than the present, because the user cancelled
 * or the kernel restarted, changes nothing here.
 */
export class Attachment extends AttachmentRecord implements IAttachment {
  constructor(options: Attachment.IOptions) {
    super(options.trans);
    this._options = options;
    this._connections.changed.connect(this._onConnection, this);
  }

  override dispose(): void {
    this._inquiry.dispose();
    this._end();
    this._connections.clear();
    super.dispose();
  }

  /**
   * Whether any session of this page still uses the kernel.
   */
  get isUsed(): boolean {
    return this._connections.size > 0;
  }

  get recalled(): Promise<void> {
    return this._recalled;
  }

  /**
   * Use a connection to the kernel; at the first, ask the kernel what it is attached to.
   */
  use(connection: Kernel.IKernelConnection): void {
    const isNew = this._connections.add(connection);
    if (isNew && this._connections.size === 1) {
      this._recalled = this._recall(connection);
    } else if (isNew && this.state === 'attached') {
      introduce(connection);
    }
  }

  /**
   * Stop using a connection.
   */
  leave(connection: Kernel.IKernelConnection): void {
    this._connections.remove(connection);
  }

  async attach(
    cluster: IClusterRef,
    connection = this._connections.latest,
    isForced = false
  ): Promise<void> {
    this._isForced = isForced;
    if (!connection) {
      return this._fail({ code: 'kernel-died' }, cluster);
    }
    const handshake = this._begin(cluster);
    const isPython = await speaksPython(connection);
    if (!handshake.isCancelled && !isPython) {
      const code = isPython === null ? 'no-kernel' : 'not-python';
      return this._fail({ code }, cluster);
    }
    return handshake.isCancelled
      ? undefined
      : this._run(handshake, connection, cluster);
  }

  async detach(): Promise<void> {
    const connection = this._connections.latest;
    this._end();
    this.set('detached', null);
    if (connection) {
      await executeSurely(connection, detachMessage());
    }
  }

  cancel(): void {
    if (this._handshake) {
      const kept = this._kept;
      this._end();
      this.set(kept ? 'attached' : 'detached', kept);
    }
  }

  verify(): void {
    const connection = this._connections.latest;
    if (connection && !this._handshake && !this._inquiry.isUnderWay) {
      void this._recall(connection);
    }
  }

  private _begin(cluster: IClusterRef): Handshake {
    const kept = this.state === 'attached' ? this.cluster : this._kept;
    this._end();
    this._kept = kept;
    this._variable = this._options.variable();
    const handshake = new Handshake({
      cluster,
      variable: this._variable,
      clusterVariable: this._options.clusterVariable(),
      isForced: this._isForced,
      sign: this._options.sign,
      onStarted: () => this.set('connecting', cluster),
      trans: this._options.trans
    });
    this._handshake = handshake;
    this.setBusy(this._connections.latest?.status === 'busy');
    this.set('waiting', cluster);
    return handshake;
  }

  private _end(): void {
    this._handshake?.cancel();
    this._handshake = null;
    this._isRenewing = false;
    this._kept = null;
  }

  private async _run(
    handshake: Handshake,
    connection: Kernel.IKernelConnection,
    cluster: IClusterRef
  ): Promise<void> {
    const { report, refusal, comparison } = await handshake.run(connection);
    const attached = report?.attached;
    if (handshake.isCancelled) {
      if (attached?.cluster.id === cluster.id && !this._handshake) {
        void this.detach(); // it came too late to stop it: undo it
      }
      return;
    }
    this._end();
    this._comparison = comparison;
    const isUnfit = !this._isForced && worstVerdict(comparison) === 'fatal';
    if (attached && isUnfit && !refusal) {
      void this.detach(); // only the scheduler could say what the cluster runs
      this._comparison = comparison;
      this._fail({ code: 'unfit' }, cluster);
    } else if (attached) {
      // The one that was asked for, or the one before it, which then lives on.
      const isWanted = attached.cluster.id === cluster.id && !refusal;
      const problem = refusal ?? this.describe(report?.outcome);
      this._connections.introduceOthers(connection);
      this.accept(report, isWanted ? null : problem);
    } else if (refusal) {
      this.set('failed', cluster, refusal);
    } else if (!this._connections.latest) {
      this._fail({ code: 'kernel-died' }, cluster);
    } else {
      this._fail(report?.outcome, cluster);
      if (!report) {
        void this._recall(this._connections.latest); // the reply was lost: the kernel knows
      }
    }
  }

  /**
   * Ask the kernel what it is attached to, and believe it.
   */
  private async _recall(connection: Kernel.IKernelConnection): Promise<void> {
    const before = this.state;
    const report = await this._inquiry.ask(connection);
    if (this._handshake || this.state !== before || this.isDisposed) {
      return;
    }
    const attached = report?.attached;
    if (attached && !(attached.is_reconnecting && before === 'lost')) {
      this._comparison = compareVersions(attached.versions);
      this._isForced = worstVerdict(this._comparison) === 'fatal';
      this._connections.introduceOthers(connection);
      this.accept(report, before === 'attached' ? this.problem : null);
    } else if (before !== 'attached' || connection.isDisposed) {
      return;
    } else if (!report?.outcome) {
      this._renew(connection); // it has restarted unseen
    } else if (report.outcome?.code === 'detached') {
      this.set('detached', null); // from another page
    } else {
      this.lose('ended');
    }
  }

  private _onConnection(_: KernelConnections, event: IConnectionEvent): void {
    const { connection, status } = event;
    const cluster = this.cluster;
    this.setBusy(status === 'busy');
    if (!cluster) {
      return;
    }
    if (status === 'dead') {
      this._end();
      this.set('lost', cluster, this.describe({ code: 'kernel-died' }));
    } else if (status === 'reconnected') {
      if (this.state === 'attached') {
        void this._recall(connection); // it may have missed a restart
      } else if (this.state === 'connecting') {
        void this._handshake?.reconcile(connection); // its reply may be lost
      }
    } else if (status === 'cell-ended' && this._inquiry.isDue) {
      this.verify(); // the cell may have failed because the cluster is gone
    } else if (status === 'restarting') {
      // The server's own restart says this first, and `autorestarting` when we wait again.
      this._wasConnecting = this.state === 'connecting';
      this._renew(connection);
    } else if (status === 'autorestarting') {
      if (this._wasConnecting) {
        this._fail({ code: 'kernel-died' }, cluster); // perhaps it died of the attach
      } else {
        this._renew(connection);
      }
    } else if (status === 'starting') {
      // All that a restart from another page shows; one that we saw shows it too, later.
      const isOurs = this.state === 'waiting' && this._isRenewing;
      if (!isOurs && this.state !== 'failed') {
        this._renew(connection);
      }
    }
  }

  /**
   * Renew the attachment of a kernel that starts anew.
   *
   * #### Notes
   * A restart empties the connection's queue right after its status, so the message is sent in the
   * next microtask: it is then the first in the new queue, ahead of the user's first cell, whoever
   * sends that.
   */
  private _renew(connection: Kernel.IKernelConnection): void {
    const cluster = this.cluster;
    if (!cluster || this.state === 'failed') {
      this._end();
      this.set('detached', null); // what it was told of is gone with the old kernel
      return;
    }
    if (this._handshake && !this._handshake.isSent && !this._isRenewing) {
      return; // the first attach still asks whether it is Python at all
    }
    const handshake = this._begin(cluster);
    this._kept = null;
    this._isRenewing = true;
    const run = (): Promise<void> | undefined =>
      handshake.isCancelled
        ? undefined
        : this._run(handshake, connection, cluster);
    void Promise.resolve().then(run);
  }

  private _fail(
    outcome: IOutcome | null | undefined,
    cluster: IClusterRef
  ): void {
    this._end();
    this.set('failed', cluster, this.describe(outcome));
  }

  private readonly _options: Attachment.IOptions;
  private readonly _connections = new KernelConnections();
  private readonly _inquiry = new Inquiry(() => this.verify());
  private _handshake: Handshake | null = null;
  private _wasConnecting = false;
  /** Whether to attach although the versions do not fit. */
  private _isForced = false;
  /** Whether the present attach follows a restart that this page saw. */
  private _isRenewing = false;
  /** The cluster that stays attached if the present attach comes to nothing. */
  private _kept: IClusterRef | null = null;
  private _recalled: Promise<void> = Promise.resolve();
}

/**
 * A namespace for `Attachment` statics.
 */
export namespace Attachment {
  /**
   * The options of an attachment.
   */
  export interface IOptions extends Pick<Handshake.IOptions, 'sign' | 'trans'> {
    /** The name that the client is to have. */
    variable: () => string;
    /** The name that the cluster object is to have. */
    clusterVariable: () => string;
  }
}
