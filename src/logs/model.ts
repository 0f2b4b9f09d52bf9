import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { toProblem } from '../problem';
import type { IProblem } from '../tokens';
import type { ILogPage, IPod } from './api';
import type { IReadLine } from './lines';
import { readLines } from './lines';

/**
 * Milliseconds between two looks for new lines, while the log is seen.
 */
const INTERVAL = 3_000;

/**
 * Milliseconds at most between two looks when they fail.
 */
const MAX_INTERVAL = 60_000;

/**
 * Lines that are kept; of a longer log the oldest are let go.
 */
export const MAX_KEPT = 100_000;

/**
 * The log of one process of a cluster, or of all: it is read from its start, and then followed.
 */
export class Log implements IDisposable {
  constructor(options: Log.IOptions) {
    this._options = options;
    this._pod = options.pod ?? '';
    this._poll = new Poll({
      auto: false,
      name: 'jupyterlab-saturn:logs',
      factory: () => this._readOn(),
      frequency: { interval: INTERVAL, backoff: true, max: MAX_INTERVAL },
      standby: () => (this._isActive ? 'when-hidden' : true)
    });
  }

  /** Emitted when lines, the processes, the problem or the choice changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get lines(): ReadonlyArray<IReadLine> {
    return this._lines;
  }

  get pods(): ReadonlyArray<IPod> {
    return this._pods;
  }

  /** The process whose log it is; "" for all. */
  get pod(): string {
    return this._pod;
  }

  /** Why it could not be read on; null when it could. */
  get problem(): IProblem | null {
    return this._problem;
  }

  /** Whether all that was written before has been read. */
  get isRead(): boolean {
    return this._isRead;
  }

  /**
   * Whether new lines come by themselves. The logs of several processes come one after the other,
   * so new lines of the first cannot be told from old ones of the second.
   */
  get isFollowed(): boolean {
    return this._pod !== '' || this._pods.length < 2;
  }

  /** Whether it is seen; while false, nothing is requested. */
  get isActive(): boolean {
    return this._isActive;
  }
  set isActive(value: boolean) {
    if (value === this._isActive || this._isDisposed) {
      return;
    }
    this._isActive = value;
    if (value) {
      void this._poll.start();
    } else {
      void this._poll.stop();
    }
  }

  /**
   * Read the log of another process, from its start.
   */
  choose(pod: string): void {
    this._pod = pod;
    this.reread();
  }

  /**
   * Read the log anew, from its start.
   */
  reread(): void {
    this._generation++;
    this._cursor = '';
    this._lines = [];
    this._isRead = false;
    this._problem = null;
    this._changed.emit();
    if (this._isActive) {
      void this._poll.refresh();
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

  /**
   * Read to the end of what is written. Rejects when that fails, so that the poll waits longer.
   */
  private async _readOn(): Promise<void> {
    if (this._isRead && !this.isFollowed) {
      return;
    }
    const generation = this._generation;
    const isStale = (): boolean =>
      this._isDisposed || generation !== this._generation;
    try {
      let page: ILogPage;
      do {
        page = await this._options.page(this._pod, this._cursor);
        if (isStale()) {
          return;
        }
        this._take(page);
      } while (page.more && this._isActive);
    } catch (error) {
      if (isStale()) {
        return;
      }
      this._problem = toProblem(error, this._options.trans);
      this._changed.emit();
      throw error;
    }
  }

  private _take(page: ILogPage): void {
    const isNews =
      page.lines.length > 0 ||
      page.pods !== null ||
      this._problem !== null ||
      this._isRead === page.more;
    this._cursor = page.cursor;
    this._pods = page.pods ?? this._pods;
    this._problem = null;
    this._isRead = !page.more;
    if (page.lines.length > 0) {
      const news = readLines(
        page.lines,
        this._lines[this._lines.length - 1] ?? null
      );
      this._lines = this._lines.concat(news).slice(-MAX_KEPT);
    }
    if (isNews) {
      this._changed.emit();
    }
  }

  private readonly _options: Log.IOptions;
  private readonly _poll: Poll;
  private readonly _changed = new Signal<this, void>(this);
  private _lines: ReadonlyArray<IReadLine> = [];
  private _pods: ReadonlyArray<IPod> = [];
  private _pod: string;
  private _problem: IProblem | null = null;
  private _cursor = '';
  private _generation = 0;
  private _isRead = false;
  private _isActive = false;
  private _isDisposed = false;
}

/**
 * A namespace for `Log` statics.
 */
export namespace Log {
  /**
   * The options of a log.
   */
  export interface IOptions {
    /** Read a page of the log of a process. */
    page: (pod: string, cursor: string) => Promise<ILogPage>;
    /** The process to begin with; all without it. */
    pod?: string;
    trans: TranslationBundle;
  }
}
