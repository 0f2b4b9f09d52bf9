import type { TranslationBundle } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';
import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { IStateAnswer } from './api';
import { toProblem } from './problem';
import type {
  ClusterAction,
  ICluster,
  IClusters,
  IProblem,
  ISnapshot,
  Scale
} from './tokens';

/**
 * Milliseconds between two looks of an open panel: the server tells of changes by an event, this is
 * the heartbeat that tells the server that somebody looks.
 */
const HEARTBEAT = 30_000;

/**
 * Milliseconds that the first look waits for the settings to have reached the server.
 */
const SETTINGS_LIMIT = 3_000;

/**
 * The clusters: the last good snapshot, the problem, and what is under way.
 */
export class Clusters implements IClusters {
  constructor(options: Clusters.IOptions) {
    this._api = options.api;
    this._trans = options.trans;
    this._poll = new Poll({
      auto: false,
      name: 'jupyterlab-saturn:clusters',
      factory: () => this.refresh(),
      frequency: { interval: HEARTBEAT, backoff: false },
      linger: 0,
      standby: () => (this._isActive ? 'when-hidden' : true)
    });
    this._timer = setTimeout(() => this.configured(), SETTINGS_LIMIT);
  }

  get changed(): ISignal<IClusters, void> {
    return this._changed;
  }

  get snapshot(): ISnapshot | null {
    return this._snapshot;
  }

  get problem(): IProblem | null {
    return this._problem;
  }

  get checkedAt(): string | null {
    return this._checkedAt;
  }

  get selected(): ICluster | null {
    return this.get(this._selected) ?? this._snapshot?.clusters[0] ?? null;
  }

  get isActive(): boolean {
    return this._isActive;
  }
  set isActive(value: boolean) {
    if (this._isActive === value) {
      return;
    }
    this._isActive = value;
    if (value) {
      void this._poll.start(); // its first tick is at once
    } else {
      void this._poll.stop();
    }
  }

  isFollowed = false;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.configured(); // lets go of whoever waits
    this._poll.dispose();
    Signal.clearData(this);
  }

  get(id: string): ICluster | null {
    return this._snapshot?.clusters.find(c => c.id === id) ?? null;
  }

  pending(id: string): ClusterAction | 'scale' | null {
    return this._pending.get(id) ?? null;
  }

  configured(): void {
    clearTimeout(this._timer);
    this._configured.resolve();
  }

  select(id: string): void {
    if (this._selected !== id) {
      this._selected = id;
      this._changed.emit();
    }
  }

  /**
   * #### Notes
   * A refresh that is asked for during a refresh follows it: the one under way may have read the
   * state before whatever made the caller ask.
   */
  async refresh(options: { look: boolean } = { look: true }): Promise<void> {
    this._isLook = this._isLook || options.look;
    if (this._isDisposed) {
      return;
    }
    if (this._refreshing) {
      this._again = true;
    } else {
      this._refreshing = this._refreshAll();
    }
    return this._refreshing;
  }

  async recheck(): Promise<void> {
    await this._api.refresh();
    await this.refresh();
  }

  act(id: string, action: ClusterAction): Promise<void> {
    return this._mutate(id, action, () => this._api.act(id, action));
  }

  scale(id: string, scale: Scale): Promise<void> {
    return this._mutate(id, 'scale', () => this._api.scale(id, scale));
  }

  /**
   * Change a cluster once, however often it is asked meanwhile.
   */
  private async _mutate(
    id: string,
    action: ClusterAction | 'scale',
    change: () => Promise<void>
  ): Promise<void> {
    if (this._pending.has(id)) {
      return;
    }
    this._pending.set(id, action);
    this._changed.emit();
    try {
      await change();
    } finally {
      await this.refresh();
      this._pending.delete(id);
      if (!this._isDisposed) {
        this._changed.emit();
      }
    }
  }

  private async _refreshAll(): Promise<void> {
    do {
      this._again = false;
      await this._fetch();
    } while (this._again && !this._isDisposed);
    this._refreshing = null; // at once: who asks after this is not heard by the loop
  }

  /**
   * Fetch the snapshot; a failure is kept as `problem`.
   */
  private async _fetch(): Promise<void> {
    try {
      await this._configured.promise;
      if (this._isDisposed) {
        return;
      }
      const isLook = this._isLook;
      this._isLook = false;
      const answer = await this._api.state(this._etag, isLook);
      if (this._isDisposed) {
        return;
      }
      this._checkedAt = answer.checkedAt;
      const recovered = this._problem !== null;
      this._problem = null;
      if (answer.snapshot) {
        this._snapshot = answer.snapshot;
        this._etag = answer.etag;
      }
      if (answer.snapshot || recovered) {
        this._changed.emit();
      }
    } catch (error) {
      if (!this._isDisposed) {
        this._problem = toProblem(error, this._trans);
        this._changed.emit();
      }
    }
  }

  private readonly _api: Clusters.IAPI;
  private readonly _trans: TranslationBundle;
  private readonly _poll: Poll;
  private readonly _changed = new Signal<IClusters, void>(this);
  private readonly _configured = new PromiseDelegate<void>();
  private readonly _timer: ReturnType<typeof setTimeout>;
  private _isLook = false;
  private readonly _pending = new Map<string, ClusterAction | 'scale'>();
  private _snapshot: ISnapshot | null = null;
  private _problem: IProblem | null = null;
  private _etag: string | null = null;
  private _checkedAt: string | null = null;
  private _selected = '';
  private _isActive = false;
  private _isDisposed = false;
  private _refreshing: Promise<void> | null = null;
  private _again = false;
}

/**
 * A namespace for `Clusters` statics.
 */
export namespace Clusters {
  /**
   * What the model needs of our server.
   */
  export interface IAPI {
    state(etag: string | null, isLook: boolean): Promise<IStateAnswer>;
    refresh(): Promise<void>;
    act(id: string, action: ClusterAction): Promise<void>;
    scale(id: string, scale: Scale): Promise<void>;
  }

  /**
   * The options of the model.
   */
  export interface IOptions {
    api: IAPI;
    trans: TranslationBundle;
  }
}
