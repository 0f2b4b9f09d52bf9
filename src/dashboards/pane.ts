import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { toProblem } from '../problem';
import type { ICluster, IClusters, IProblem } from '../tokens';
import type { DashboardAPI } from './api';
import type { Entered, IEnteredFrame } from './entrance';
import { enter, isGood } from './entrance';
import type { PlotLists } from './lists';
import type { PaneState } from './place';
import { placeOf, slowPlot, stepAfter } from './place';
import { plotTitle } from './plots';

/**
 * Milliseconds that a plot may take to come.
 */
const LOAD_LIMIT = 20_000;

/**
 * Milliseconds between two tries, while a running cluster's dashboard cannot be reached.
 */
const RETRY = 15_000;

/**
 * Milliseconds before the end of a ticket at which a new one is asked for.
 */
const MARGIN = 5 * 60_000;

/**
 * Problems that do not go away by themselves.
 */
const LASTING = ['no-dashboard', 'no-plot'];

/**
 * What a pane shows of one plot: the plot while it can be seen, else why not and what to do.
 *
 * #### Notes
 * A hidden pane asks for nothing. The ticket is in `state` only, while a plot is shown.
 */
export class DashboardPane implements IDisposable {
  constructor(options: DashboardPane.IOptions) {
    this._options = options;
    options.clusters.changed.connect(this._update, this);
    this._update();
  }

  /** Emitted when the state changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get clusterId(): string {
    return this._options.clusterId;
  }

  /** Dask's name of the plot. */
  get plot(): string {
    return this._options.plot;
  }

  get state(): PaneState {
    return this._state;
  }

  /** The cluster, or null while it is not listed. */
  get cluster(): ICluster | null {
    return this._options.clusters.get(this.clusterId);
  }

  /** The plot's title and the cluster's name. */
  get title(): string {
    const { lists, trans } = this._options;
    const cluster = this.cluster;
    const listed = cluster && lists.get(cluster).plots;
    const known = listed?.find(plot => plot.name === this.plot);
    const title = plotTitle(known ?? { name: this.plot }, trans);
    this._name = cluster?.name ?? this._name;
    return this._name ? trans.__('%1 – %2', title, this._name) : title;
  }

  get isVisible(): boolean {
    return this._isVisible;
  }
  set isVisible(value: boolean) {
    if (this._isVisible === value) {
      return;
    }
    this._isVisible = value;
    if (value) {
      this.check();
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
    this._forget();
    Signal.clearData(this);
  }

  /**
   * Let go of the plot, while nobody sees it; it comes back when it is seen.
   */
  rest(): void {
    if (!this._isVisible && this._state.kind === 'frame') {
      this._forget();
      this._set({ kind: 'waiting', words: '' });
    }
  }

  /** Load the plot anew, or see whether it can be shown by now. */
  retry(): void {
    this._forget();
    this._state = { kind: 'waiting', words: '' };
    if (placeOf(this._options.clusters, this.clusterId, this._options.trans)) {
      void this._options.clusters.refresh();
    }
    this._update();
  }

  /**
   * See whether what is shown still lives: the page may have slept for hours.
   */
  check(): void {
    const entered = this._entered;
    this._update();
    if (entered && entered === this._entered) {
      void this._check(entered);
    }
  }

  /**
   * Hear that the frame has loaded that address.
   */
  loaded(url: string): void {
    const entered = this._entered;
    if (entered && this._state.kind === 'frame' && this._state.url === url) {
      this._set({ ...this._state, isLoaded: true });
      this._later(entered.door.max_seconds * 1000 - MARGIN, () => {
        this._forget(); // a hidden pane asks when it is shown
        this._update();
      });
    }
  }

  /**
   * Show what the state of the cluster lets be shown.
   */
  private _update(): void {
    const { clusters, trans } = this._options;
    const place = placeOf(clusters, this.clusterId, trans);
    if (place) {
      if (!place.isPassing || this._state.kind !== 'frame') {
        this._forget();
        this._set(place.state);
      }
    } else if (this._isVisible && this._run !== this._currentRun) {
      void this._open();
    } else {
      this._changed.emit(); // the cluster's name may be another
    }
  }

  /**
   * Show the plot through a new ticket.
   */
  private async _open(): Promise<void> {
    const { clusters, trans } = this._options;
    const cluster = this.cluster;
    if (!cluster) {
      return;
    }
    this._forget();
    const run = (this._run = this._currentRun);
    const attempt = ++this._attempt;
    const isStale = (): boolean =>
      this._isDisposed || this._run !== run || this._attempt !== attempt;
    if (this._state.kind !== 'problem' || !this._state.hasSummary) {
      const words = trans.__('Opening the dashboard of %1…', cluster.name);
      this._set({ kind: 'waiting', words });
    }
    try {
      const { api, lists } = this._options;
      const entered = await enter(cluster, this.plot, { api, lists, trans });
      if (!isStale()) {
        this._show(entered);
      }
    } catch (error) {
      if (!isStale()) {
        this._fail(toProblem(error, trans));
        void clusters.refresh(); // it may have stopped a moment ago
      }
    }
  }

  private _show(entered: Entered): void {
    const { api, trans } = this._options;
    if (entered.kind === 'tab') {
      this._set(entered);
      return;
    }
    this._entered = entered;
    const url = api.address(entered.door, entered.plot);
    this._later(LOAD_LIMIT, () => this._fail(slowPlot(trans)));
    this._set({ kind: 'frame', url, isLoaded: false });
  }

  private _fail(problem: IProblem): void {
    this._entered = null;
    const step = stepAfter(problem.code);
    this._set({ kind: 'problem', problem, step, hasSummary: true });
    if (!LASTING.includes(problem.code)) {
      this._later(RETRY, () => {
        this._run = null;
        this._update();
      });
    }
  }

  private async _check(entered: IEnteredFrame): Promise<void> {
    const { door, plot } = entered;
    const status = await this._options.api.probe(door, plot).catch(() => null);
    const isGone = status !== null && !isGood(status);
    if (isGone && entered === this._entered && !this._isDisposed) {
      void this._open();
    }
  }

  /**
   * What a ticket depends on: it ends with the server, the sign-in and the cluster's run.
   */
  private get _currentRun(): string {
    const snapshot = this._options.clusters.snapshot;
    const connection = snapshot?.connection;
    return JSON.stringify([
      snapshot?.instance,
      connection?.base_url,
      connection?.user,
      connection?.token.hint,
      this.cluster?.since
    ]);
  }

  /**
   * Let go of the ticket, and of what is under way.
   */
  private _forget(): void {
    clearTimeout(this._timer);
    this._attempt++;
    this._run = null;
    this._entered = null;
  }

  private _later(delay: number, work: () => void): void {
    clearTimeout(this._timer);
    this._timer = setTimeout(work, delay);
  }

  private _set(state: PaneState): void {
    this._state = state;
    this._changed.emit();
  }

  private readonly _options: DashboardPane.IOptions;
  private readonly _changed = new Signal<this, void>(this);
  private _state: PaneState = { kind: 'waiting', words: '' };
  private _entered: IEnteredFrame | null = null;
  private _name = '';
  private _run: string | null = null;
  private _attempt = 0;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isVisible = false;
  private _isDisposed = false;
}

/**
 * A namespace for `DashboardPane` statics.
 */
export namespace DashboardPane {
  /**
   * The options of a pane.
   */
  export interface IOptions {
    api: Pick<DashboardAPI, 'enter' | 'probe' | 'address'>;
    clusters: IClusters;
    lists: PlotLists;
    clusterId: string;
    plot: string;
    trans: TranslationBundle;
  }
}
