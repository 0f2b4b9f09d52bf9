import type { Kernel } from '@jupyterlab/services';

import { askReport } from './kernel/messages';
import type { IReport } from './kernel/report';

/**
 * Milliseconds after which a client that has lost its scheduler has found it or given up: it looks as
 * long as it was given to connect (`CONNECT_LIMIT` in attach.py).
 */
const RECONNECT_LIMIT = 12_000;

/**
 * Milliseconds between two questions to a kernel whose cells run, at least.
 */
const INTERVAL = 5_000;

/**
 * Asks a kernel what it is attached to: not too often, and again while its client looks for its
 * scheduler.
 */
export class Inquiry {
  /**
   * @param again - Called when it is time to ask again.
   */
  constructor(again: () => void) {
    this._again = again;
  }

  /**
   * Whether an answer is awaited.
   */
  get isUnderWay(): boolean {
    return this._isUnderWay;
  }

  /**
   * Whether the last answer is old enough to ask for another one.
   */
  get isDue(): boolean {
    return !this._isUnderWay && Date.now() - this._answeredAt > INTERVAL;
  }

  dispose(): void {
    clearTimeout(this._timer);
  }

  /**
   * Ask, after everything that the kernel has to do already.
   *
   * @returns Null when the kernel was never attached, or died meanwhile.
   */
  async ask(connection: Kernel.IKernelConnection): Promise<IReport | null> {
    this._isUnderWay = true;
    const report = await askReport(connection);
    this._isUnderWay = false;
    this._answeredAt = Date.now();
    clearTimeout(this._timer);
    if (report?.attached?.is_reconnecting) {
      this._timer = setTimeout(this._again, RECONNECT_LIMIT);
    }
    return report;
  }

  private readonly _again: () => void;
  private _isUnderWay = false;
  private _answeredAt = 0;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}
