import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type { IClusters, IProblem } from '../tokens';

/**
 * Asks once for a new token when Saturn no longer takes the one in use: the server has then stopped
 * to ask Saturn, so that nothing goes on by itself.
 */
export class SignInPrompt implements IDisposable {
  /**
   * @param ask - Ask the user; returns what takes the question back.
   */
  constructor(clusters: IClusters, ask: (problem: IProblem) => IDisposable) {
    this._clusters = clusters;
    this._ask = ask;
    clusters.changed.connect(this._onChanged, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
      this._asked?.dispose();
    }
  }

  private _onChanged(): void {
    const connection = this._clusters.snapshot?.connection;
    if (!connection) {
      return;
    }
    const { status, problem, token } = connection;
    const isRefused = status === 'refused' || status === 'expired';
    if (isRefused && problem && token.source !== 'local') {
      this._asked ??= this._ask(problem);
    } else if (status !== 'starting') {
      this._asked?.dispose();
      this._asked = null;
    }
  }

  private readonly _clusters: IClusters;
  private readonly _ask: (problem: IProblem) => IDisposable;
  private _asked: IDisposable | null = null;
  private _isDisposed = false;
}
