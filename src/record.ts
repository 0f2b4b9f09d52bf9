import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { IOutcome, IReport } from './kernel/report';
import { describeOutcome, describeRemark } from './outcomes';
import type {
  AttachmentState,
  IClusterRef,
  IProblem,
  IVersionRow
} from './tokens';

/**
 * What an attachment shows: its state, its cluster, and why it is lost or has failed.
 */
export class AttachmentRecord {
  constructor(trans: TranslationBundle) {
    this._trans = trans;
  }

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

  get remark(): string | null {
    return this._remark;
  }

  get comparison(): ReadonlyArray<IVersionRow> {
    return this._comparison;
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
   * Note that the cluster went away.
   */
  lose(code: 'stopped' | 'deleted' | 'ended'): void {
    if (this._state === 'attached') {
      this.set('lost', this._cluster, this.describe({ code }));
    }
  }

  /**
   * Note which variables hold what was lost with the cluster.
   */
  noteHeld(held: ReadonlyArray<string>): void {
    const code = this._problem?.code;
    if (this._state === 'lost' && code && held.length > 0) {
      this.set('lost', this._cluster, this.describe({ code, held }));
    }
  }

  protected describe(outcome: IOutcome | null | undefined): IProblem {
    return describeOutcome(outcome ?? { code: 'failed' }, this._trans);
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
    if (state === 'waiting' || state === 'detached') {
      this._comparison = []; // of another attach
      this._remark = null;
    }
    this._changed.emit();
  }

  /**
   * Take over what an attached kernel reports.
   */
  protected accept(
    { attached, outcome }: IReport,
    problem: IProblem | null
  ): void {
    this._variable = attached?.variable ?? this._variable;
    this._remark = describeRemark(outcome, this._trans);
    this.set('attached', attached?.cluster ?? null, problem);
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
  protected _remark: string | null = null;
  protected _comparison: ReadonlyArray<IVersionRow> = [];
  private readonly _trans: TranslationBundle;
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
