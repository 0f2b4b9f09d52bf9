import type { Kernel } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { Handshake } from './handshake';
import type { IOutcome } from './kernel/messages';
import {
  detachMessage,
  execute,
  parseReport,
  reportMessage,
  speaksPython
} from './kernel/messages';
import { describeOutcome } from './outcomes';
import type {
  AttachmentState,
  IAttachment,
  IClusterRef,
  IProblem
} from './tokens';

/**
 * The link between one kernel and one cluster: a state machine.
 *
 * #### Notes
 * Every attach is a handshake. What comes of another one than the present, because the user cancelled
 * or the kernel restarted, changes nothing here.
 */
export class Attachment implements IAttachment {
  constructor(options: Attachment.IOptions) {
    this._options = options;
  }

  get changed(): ISignal<IAttachment, void> {
    return this._changed;
  }

  get state(): AttachmentState {
    return this._state;
  }

  get cluster(): IClusterRef | null {
    return this._cluster;
  }

  get variable(): string {
    return this._variable;
  }

  get problem(): IProblem | null {
    return this._problem;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._end();
    this._connections.forEach(connection => this.leave(connection));
    Signal.clearData(this);
  }

  /**
   * Whether any session of this page still uses the kernel.
   */
  get isUsed(): boolean {
    return this._connections.size > 0;
  }

  /**
   * Use a connection to the kernel; at the first, ask the kernel what it is attached to.
   */
  use(connection: Kernel.IKernelConnection): void {
    if (this._connections.has(connection)) {
      return;
    }
    this._connections.add(connection);
    connection.statusChanged.connect(this._onStatus, this);
    if (this._connections.size === 1) {
      void this._recall(connection);
    }
  }

  /**
   * Stop using a connection.
   */
  leave(connection: Kernel.IKernelConnection): void {
    connection.statusChanged.disconnect(this._onStatus, this);
    this._connections.delete(connection);
  }

  async attach(cluster: IClusterRef): Promise<void> {
    const connection = this._connection;
    if (!connection) {
      return this._fail({ code: 'kernel-died' }, cluster);
    }
    const handshake = this._begin(cluster);
    const isPython = await speaksPython(connection);
    if (handshake.isCancelled) {
      return;
    }
    if (!isPython) {
      const code = isPython === null ? 'no-kernel' : 'not-python';
      return this._fail({ code }, cluster);
    }
    return this._run(handshake, connection, cluster);
  }

  async detach(): Promise<void> {
    const connection = this._connection;
    this._end();
    this._set('detached', null);
    if (connection) {
      await execute(connection, detachMessage())?.done.catch(() => null);
    }
  }

  cancel(): void {
    if (this._state === 'waiting' || this._state === 'connecting') {
      this._end();
      this._set('detached', null);
    }
  }

  /**
   * Note that the cluster went away.
   */
  lose(code: 'stopped' | 'deleted'): void {
    if (this._state === 'attached') {
      this._set('lost', this._cluster, this._describe({ code }));
    }
  }

  private get _connection(): Kernel.IKernelConnection | null {
    const alive = [...this._connections].filter(c => !c.isDisposed);
    return alive[alive.length - 1] ?? null;
  }

  private _begin(cluster: IClusterRef): Handshake {
    this._end();
    this._variable = this._options.variable();
    const handshake = new Handshake({
      cluster,
      variable: this._variable,
      sign: this._options.sign,
      onStarted: () => this._set('connecting', cluster),
      trans: this._options.trans
    });
    this._handshake = handshake;
    this._set('waiting', cluster);
    return handshake;
  }

  private _end(): void {
    this._handshake?.cancel();
    this._handshake = null;
  }

  private async _run(
    handshake: Handshake,
    connection: Kernel.IKernelConnection,
    cluster: IClusterRef
  ): Promise<void> {
    const { report, refusal } = await handshake.run(connection);
    const isAttached = report?.attached?.cluster.id === cluster.id;
    if (handshake.isCancelled) {
      if (isAttached && this._state === 'detached') {
        execute(connection, detachMessage()); // it came too late to stop it: undo it
      }
      return;
    }
    this._handshake = null;
    if (isAttached) {
      this._set('attached', cluster);
    } else if (refusal) {
      this._set('failed', cluster, refusal);
    } else if (connection.isDisposed || connection.status === 'dead') {
      this._fail({ code: 'kernel-died' }, cluster);
    } else {
      this._fail(report?.outcome ?? { code: 'failed' }, cluster);
    }
  }

  /**
   * Ask a kernel that this page has not met before.
   */
  private async _recall(connection: Kernel.IKernelConnection): Promise<void> {
    const reply = (await speaksPython(connection))
      ? await execute(connection, reportMessage())?.done.catch(() => null)
      : null;
    const attached = reply ? parseReport(reply)?.attached : null;
    if (attached && this._state === 'detached' && !this._handshake) {
      this._variable = attached.variable;
      this._set('attached', attached.cluster);
    }
  }

  /**
   * Renew the attachment of a kernel that starts anew.
   *
   * #### Notes
   * A restart empties the connection's queue right after this signal, so the message is sent in the
   * next microtask: it is then the first in the new queue, ahead of the user's first cell, whoever
   * sends that.
   */
  private _onStatus(
    connection: Kernel.IKernelConnection,
    status: Kernel.Status
  ): void {
    const cluster = this._cluster;
    if (!cluster || this._state === 'failed' || this._state === 'lost') {
      return;
    }
    if (status === 'dead') {
      this._end();
      this._set('lost', cluster, this._describe({ code: 'kernel-died' }));
      return;
    }
    if (status === 'restarting') {
      // The server's own restart says this first, and `autorestarting` when we wait again.
      this._wasConnecting = this._state === 'connecting';
    }
    if (status === 'autorestarting' && this._wasConnecting) {
      this._end();
      this._fail({ code: 'kernel-died' }, cluster); // perhaps it died of the attach
      return;
    }
    const isRestart = status === 'restarting' || status === 'autorestarting';
    // A restart from another page shows only this.
    const isElsewhere = status === 'starting' && this._state === 'attached';
    if (isRestart || isElsewhere) {
      const handshake = this._begin(cluster);
      void Promise.resolve().then(() =>
        handshake.isCancelled
          ? undefined
          : this._run(handshake, connection, cluster)
      );
    }
  }

  private _fail(outcome: IOutcome, cluster: IClusterRef): void {
    this._handshake = null;
    this._set('failed', cluster, this._describe(outcome));
  }

  private _describe(outcome: IOutcome): IProblem {
    return describeOutcome(outcome, this._options.trans);
  }

  private _set(
    state: AttachmentState,
    cluster: IClusterRef | null,
    problem: IProblem | null = null
  ): void {
    const isSame =
      state === this._state && cluster === this._cluster && !problem;
    if (isSame || this._isDisposed) {
      return;
    }
    this._state = state;
    this._cluster = cluster;
    this._problem = problem;
    this._changed.emit();
  }

  private readonly _options: Attachment.IOptions;
  private readonly _changed = new Signal<IAttachment, void>(this);
  private readonly _connections = new Set<Kernel.IKernelConnection>();
  private _state: AttachmentState = 'detached';
  private _cluster: IClusterRef | null = null;
  private _variable = 'client';
  private _problem: IProblem | null = null;
  private _handshake: Handshake | null = null;
  private _wasConnecting = false;
  private _isDisposed = false;
}

/**
 * A namespace for `Attachment` statics.
 */
export namespace Attachment {
  /**
   * The options of an attachment.
   */
  export interface IOptions {
    /** Have a certificate request signed; rejects with a `SaturnProblem`. */
    sign: Handshake.IOptions['sign'];
    /** The name that the client is to have. */
    variable: () => string;
    trans: TranslationBundle;
  }
}
