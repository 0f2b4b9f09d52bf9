import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { toProblem } from '../problem';
import type { IProblem } from '../tokens';

/**
 * What is typed into a dialog, and what became of it: nothing typed is lost when sending it fails.
 */
export class Form<V extends object> {
  constructor(options: Form.IOptions<V>) {
    this._options = options;
    this._values = options.values;
  }

  /** Emitted when anything below changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get values(): V {
    return this._values;
  }

  /** Why the last attempt failed; null when none did, or something was typed since. */
  get problem(): IProblem | null {
    return this._problem;
  }

  /** Whether it was sent before, or would have been without what is wrong in it. */
  get wasSent(): boolean {
    return this._wasSent;
  }

  /** Whether it is being sent. */
  get isBusy(): boolean {
    return this._isBusy;
  }

  set(values: Partial<V>): void {
    if (this._isBusy) {
      return; // what is sent is what is shown
    }
    this._values = { ...this._values, ...values };
    this._problem = null;
    this._changed.emit();
  }

  /**
   * Send what was typed, unless that is under way.
   *
   * @returns Whether it is done now. Never rejects: a failure is `problem`.
   */
  async submit(): Promise<boolean> {
    if (this._isBusy) {
      return false;
    }
    this._wasSent = true;
    // The last problem stays meanwhile: a dialog that shrinks under the pointer takes the second
    // click of two for one beside it, which closes it.
    this._isBusy = true;
    this._changed.emit();
    try {
      const isDone = await this._options.send(this._values);
      this._problem = null;
      return isDone;
    } catch (error) {
      this._problem = toProblem(error, this._options.trans);
      return false;
    } finally {
      this._isBusy = false;
      this._changed.emit();
    }
  }

  private readonly _options: Form.IOptions<V>;
  private readonly _changed = new Signal<this, void>(this);
  private _values: V;
  private _problem: IProblem | null = null;
  private _wasSent = false;
  private _isBusy = false;
}

/**
 * A namespace for `Form` statics.
 */
export namespace Form {
  /**
   * The options of a form.
   */
  export interface IOptions<V> {
    values: V;
    /** Send it; false leaves the form open, because it says itself what is wrong. */
    send: (values: V) => Promise<boolean>;
    trans: TranslationBundle;
  }
}
