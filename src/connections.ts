import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { introduce } from './kernel/messages';

/**
 * What happened to a connection: the kernel's new status, that the connection is up again, or that
 * somebody's cell has run.
 */
export interface IConnectionEvent {
  readonly connection: Kernel.IKernelConnection;
  readonly status: Kernel.Status | 'reconnected' | 'cell-ended';
}

/**
 * This page's connections to one kernel: one for each document that uses it.
 */
export class KernelConnections {
  /**
   * Emitted synchronously when something happened to any of them.
   */
  get changed(): ISignal<this, IConnectionEvent> {
    return this._changed;
  }

  get size(): number {
    return this._all.size;
  }

  /**
   * The newest one that is alive, or null.
   */
  get latest(): Kernel.IKernelConnection | null {
    const alive = [...this._all].filter(connection => !connection.isDisposed);
    return alive[alive.length - 1] ?? null;
  }

  /**
   * Have the kernel know all but this one, which it knows.
   */
  introduceOthers(known: Kernel.IKernelConnection): void {
    [...this._all].filter(other => other !== known).forEach(introduce);
  }

  /**
   * Add a connection; return whether it is new.
   */
  add(connection: Kernel.IKernelConnection): boolean {
    if (this._all.has(connection)) {
      return false;
    }
    this._all.add(connection);
    connection.statusChanged.connect(this._onStatus, this);
    connection.connectionStatusChanged.connect(this._onConnection, this);
    connection.iopubMessage.connect(this._onMessage, this);
    return true;
  }

  remove(connection: Kernel.IKernelConnection): void {
    connection.statusChanged.disconnect(this._onStatus, this);
    connection.connectionStatusChanged.disconnect(this._onConnection, this);
    connection.iopubMessage.disconnect(this._onMessage, this);
    this._running.delete(connection);
    this._all.delete(connection);
  }

  /**
   * Remove them all; harmless twice.
   */
  clear(): void {
    this._all.forEach(connection => this.remove(connection));
    Signal.clearData(this);
  }

  private _onStatus(
    connection: Kernel.IKernelConnection,
    status: Kernel.Status
  ): void {
    this._changed.emit({ connection, status });
  }

  /**
   * Hear when a cell has run. Silent messages, such as ours and those of other pages, are none: they
   * publish no input.
   */
  private _onMessage(
    connection: Kernel.IKernelConnection,
    message: KernelMessage.IIOPubMessage
  ): void {
    const kind = message.header.msg_type;
    if (kind === 'execute_input') {
      this._running.add(connection);
    } else if (kind === 'status' && connection.status === 'idle') {
      if (this._running.delete(connection)) {
        this._changed.emit({ connection, status: 'cell-ended' });
      }
    }
  }

  private _onConnection(
    connection: Kernel.IKernelConnection,
    status: Kernel.ConnectionStatus
  ): void {
    if (status === 'connected') {
      this._changed.emit({ connection, status: 'reconnected' });
    }
  }

  private readonly _changed = new Signal<this, IConnectionEvent>(this);
  private readonly _running = new Set<Kernel.IKernelConnection>();
  private readonly _all = new Set<Kernel.IKernelConnection>();
}
