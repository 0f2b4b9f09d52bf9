import type { TranslationBundle } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';
import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

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
 * Milliseconds to wait for a cluster to start.
 */
const START_LIMIT = 20 * 60_000;

/**
 * Milliseconds between two looks at a starting cluster, should the server's events not come through.
 */
const START_LOOK = 5_000;

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

  get readAt(): number | null {
    return this._readAt;
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

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._poll.dispose();
    Signal.clearData(this);
  }

  get(id: string): ICluster | null {
    return this._snapshot?.clusters.find(c => c.id === id) ?? null;
  }

  pending(id: string): ClusterAction | 'scale' | null {
    return this._pending.get(id) ?? null;
  }

  async whenRunning(id: string): Promise<boolean> {
    const deadline = Date.now() + START_LIMIT;
    while (Date.now() < deadline && !this._isDisposed) {
      const status = this.get(id)?.status;
      if (status !== 'pending') {
        return status === 'running';
      }
      await this._nextChange();
    }
    return false;
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
  async refresh(): Promise<void> {
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
   * Wait for a change, and look for one after a while.
   */
  private async _nextChange(): Promise<void> {
    const next = new PromiseDelegate<void>();
    const onChanged = (): void => next.resolve();
    this._changed.connect(onChanged);
    const timer = setTimeout(
      () => void this.refresh().then(onChanged),
      START_LOOK
    );
    await next.promise;
    clearTimeout(timer);
    this._changed.disconnect(onChanged);
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
      const answer = await this._api.state(this._etag);
      if (this._isDisposed) {
        return;
      }
      const recovered = this._problem !== null;
      this._problem = null;
      this._readAt = Date.now();
      if (answer) {
        this._snapshot = answer.snapshot;
        this._etag = answer.etag;
      }
      if (answer || recovered) {
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
  private readonly _pending = new Map<string, ClusterAction | 'scale'>();
  private _snapshot: ISnapshot | null = null;
  private _problem: IProblem | null = null;
  private _etag: string | null = null;
  private _readAt: number | null = null;
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
    state(
      etag: string | null
    ): Promise<{ snapshot: ISnapshot; etag: string | null } | null>;
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
