import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { AttachmentState, IClusterRef, IProblem } from './tokens';

/**
 * What an attachment shows: its state, its cluster, and why it is lost or has failed.
 */
export class AttachmentRecord {
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): AttachmentState {
    return this._state;
  }

  get cluster(): IClusterRef | null {
    return this._cluster;
  }

  get problem(): IProblem | null {
    return this._problem;
  }

  get variable(): string {
    return this._variable;
  }

  get isBehindCell(): boolean {
    return this._state === 'waiting' && this._isKernelBusy;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  /**
   * Set the state and what belongs to it; tells of it when anything differs.
   */
  protected set(
    state: AttachmentState,
    cluster: IClusterRef | null,
    problem: IProblem | null = null
  ): void {
    const isSame =
      state === this._state &&
      isSameCluster(cluster, this._cluster) &&
      problem?.code === this._problem?.code &&
      problem?.reason === this._problem?.reason;
    if (isSame || this._isDisposed) {
      return;
    }
    this._state = state;
    this._cluster = cluster;
    this._problem = problem;
    this._changed.emit();
  }

  /**
   * Note whether the kernel is at work.
   */
  protected setBusy(isBusy: boolean): void {
    const before = this.isBehindCell;
    this._isKernelBusy = isBusy;
    if (this.isBehindCell !== before && !this._isDisposed) {
      this._changed.emit();
    }
  }

  protected _variable = 'client';
  private readonly _changed = new Signal<this, void>(this);
  private _state: AttachmentState = 'detached';
  private _cluster: IClusterRef | null = null;
  private _problem: IProblem | null = null;
  private _isKernelBusy = false;
  private _isDisposed = false;
}

function isSameCluster(a: IClusterRef | null, b: IClusterRef | null): boolean {
  return a?.id === b?.id && a?.base_url === b?.base_url && a?.name === b?.name;
}
