import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { toProblem } from '../problem';
import type { IProblem } from '../tokens';
import type { ITotals, IWorkerOrder, IWorkerPage, WorkersAPI } from './workers';

/**
 * Milliseconds between two looks at an opened cluster.
 */
const INTERVAL = 3_000;

/**
 * Milliseconds between two looks at most, after failures.
 */
const LONGEST_INTERVAL = 30_000;

/**
 * Milliseconds that the lines of the view go back.
 */
export const HISTORY = 180_000;

/**
 * Workers on one page.
 */
export const PAGE_SIZE = 25;

/**
 * What a cluster used at one moment.
 */
export interface ISample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly totals: ITotals;
}

/**
 * What a view needs of the monitor.
 */
export interface IMonitor extends IDisposable {
  /** Emitted when anything below changed. */
  readonly changed: ISignal<IMonitor, void>;
  /** The cluster that is looked at, or was last. */
  readonly clusterId: string | null;
  /** The last good page; null before the first. */
  readonly page: IWorkerPage | null;
  /** Why the cluster could not be asked; null when it could. */
  readonly problem: IProblem | null;
  /** What was seen in the last minutes, the newest last. */
  readonly samples: ReadonlyArray<ISample>;
  readonly offset: number;
  readonly order: IWorkerOrder;

  /** Look at a cluster from now on; null rests, and nothing is requested. */
  watch(clusterId: string | null): void;
  /** Ask now. */
  refresh(): void;
  /** Show the page that begins with this worker. */
  turn(offset: number): void;
  /** Show the first page in another order. */
  sort(order: IWorkerOrder): void;
}

/**
 * Looks at one running cluster while somebody else does.
 *
 * #### Notes
 * A hidden tab asks for nothing: the poll stands by, and `watch(null)` is for all else that hides.
 */
export class Monitor implements IMonitor {
  constructor(options: Monitor.IOptions) {
    this._options = options;
    this._poll = new Poll({
      auto: false,
      name: 'jupyterlab-saturn:monitor',
      factory: () => this._fetch(),
      frequency: { interval: INTERVAL, backoff: true, max: LONGEST_INTERVAL },
      linger: 0,
      standby: () => (this._isWatching ? 'when-hidden' : true)
    });
  }

  get changed(): ISignal<IMonitor, void> {
    return this._changed;
  }

  get clusterId(): string | null {
    return this._clusterId;
  }

  get page(): IWorkerPage | null {
    return this._page;
  }

  get problem(): IProblem | null {
    return this._problem;
  }

  get samples(): ReadonlyArray<ISample> {
    return this._samples;
  }

  get offset(): number {
    return this._offset;
  }

  get order(): IWorkerOrder {
    return this._order;
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

  watch(clusterId: string | null): void {
    if (clusterId === null) {
      this._isWatching = false;
      this._asked++; // what is under way comes too late
      void this._poll.stop();
      return;
    }
    if (clusterId !== this._clusterId) {
      this._asked++; // what is under way is about another
      this._clusterId = clusterId;
      this._page = null;
      this._problem = null;
      this._samples = [];
      this._offset = 0;
      this._changed.emit();
    }
    if (this._isWatching) {
      this.refresh();
    } else {
      this._isWatching = true;
      void this._poll.start(); // its first tick is at once
    }
  }

  refresh(): void {
    if (this._isWatching) {
      void this._poll.refresh();
    }
  }

  turn(offset: number): void {
    this._offset = Math.max(0, offset);
    this._changed.emit();
    this.refresh();
  }

  sort(order: IWorkerOrder): void {
    this._order = order;
    this.turn(0);
  }

  /**
   * Fetch a page; a failure is kept as `problem`, and thrown so that the poll slows down.
   */
  private async _fetch(): Promise<void> {
    const id = this._clusterId;
    if (!this._isWatching || id === null) {
      return;
    }
    const asked = ++this._asked;
    const { api, trans } = this._options;
    try {
      const page = await api.page(id, this._offset, PAGE_SIZE, this._order);
      if (asked !== this._asked || this._isDisposed) {
        return;
      }
      this._take(page);
    } catch (error) {
      if (asked === this._asked && !this._isDisposed) {
        this._problem = toProblem(error, trans);
        this._changed.emit();
        throw error;
      }
    }
  }

  private _take(page: IWorkerPage): void {
    const now = Date.now();
    this._page = page;
    this._problem = null;
    this._samples = [
      ...this._samples.filter(sample => now - sample.at <= HISTORY),
      { at: now, totals: page.totals }
    ];
    this._changed.emit();
    if (this._offset > 0 && this._offset >= page.total) {
      // So many have gone that this page has no rows.
      this.turn(lastOffset(page.total));
    }
  }

  private readonly _options: Monitor.IOptions;
  private readonly _poll: Poll;
  private readonly _changed = new Signal<IMonitor, void>(this);
  private _clusterId: string | null = null;
  private _page: IWorkerPage | null = null;
  private _problem: IProblem | null = null;
  private _samples: ReadonlyArray<ISample> = [];
  private _offset = 0;
  private _order: IWorkerOrder = { field: 'name', isDescending: false };
  private _isWatching = false;
  private _asked = 0;
  private _isDisposed = false;
}

/**
 * A namespace for `Monitor` statics.
 */
export namespace Monitor {
  /**
   * The options of a monitor.
   */
  export interface IOptions {
    api: Pick<WorkersAPI, 'page'>;
    trans: TranslationBundle;
  }
}

/**
 * Return where the last page begins.
 */
export function lastOffset(total: number): number {
  return Math.max(0, Math.floor((total - 1) / PAGE_SIZE) * PAGE_SIZE);
}
