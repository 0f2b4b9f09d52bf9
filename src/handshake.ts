import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import type { ICertificate } from './api';
import type { IQuestion, IReport } from './kernel/messages';
import {
  attachMessage,
  execute,
  isInputRequest,
  parseQuestion,
  parseReport
} from './kernel/messages';
import { describeOutcome } from './outcomes';
import { toProblem } from './problem';
import type { IClusterRef, IProblem } from './tokens';

/**
 * Milliseconds to wait for a certificate: less than the kernel's own watchdog waits for the answer.
 */
const CERTIFICATE_LIMIT = 18_000;

/**
 * Milliseconds that the kernel may take once it has come to our message. Importing, the certificate
 * and connecting all have limits of their own: after this the reply was lost.
 */
const REPLY_LIMIT = 65_000;

/**
 * One attach of one kernel: one message to it, and one question of it through stdin.
 */
export class Handshake {
  constructor(options: Handshake.IOptions) {
    this._options = options;
  }

  /**
   * Whether nobody wants the result any more.
   */
  get isCancelled(): boolean {
    return this._isCancelled;
  }

  /**
   * Whether the message is on its way.
   */
  get isSent(): boolean {
    return this._isSent;
  }

  /**
   * Refuse the kernel's question, when it comes.
   */
  cancel(): void {
    this._isCancelled = true;
    this._request.abort();
  }

  /**
   * Send the message, now: whatever the kernel's status, it is handled in order.
   *
   * @returns What the kernel reported (null: nothing) and why the certificate was refused.
   */
  async run(connection: Kernel.IKernelConnection): Promise<Handshake.IResult> {
    const { cluster, variable, onStarted } = this._options;
    const future = execute(connection, attachMessage(cluster, variable));
    if (!future) {
      return { report: null, refusal: null };
    }
    this._isSent = true;
    const late = new PromiseDelegate<null>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    future.onIOPub = message => {
      if (message.header.msg_type === 'status') {
        timer ??= setTimeout(() => late.resolve(null), REPLY_LIMIT);
        if (!this._isCancelled) {
          onStarted(); // the kernel has come to our message
        }
      }
    };
    // A promise returned from here would block the kernel's other messages until it settles.
    future.onStdin = message => {
      connection.removeInputGuard();
      if (isInputRequest(message)) {
        void this._answer(connection, message);
      }
    };
    const done = future.done.catch(() => null);
    const reply = await Promise.race([done, late.promise]);
    clearTimeout(timer);
    return {
      report: reply ? parseReport(reply) : null,
      refusal: this._refusal
    };
  }

  /**
   * Get the kernel's request signed and hand the answer to the kernel: `{}` is a refusal.
   */
  private async _answer(
    connection: Kernel.IKernelConnection,
    message: KernelMessage.IInputRequestMsg
  ): Promise<void> {
    const question = parseQuestion(message);
    const certificate = question && (await this._sign(question));
    if (!connection.isDisposed) {
      const value = JSON.stringify(
        certificate && !this._isCancelled ? certificate : {}
      );
      connection.sendInputReply({ status: 'ok', value }, message.header);
    }
  }

  private async _sign(question: IQuestion): Promise<ICertificate | null> {
    const { cluster, sign, trans } = this._options;
    const signal = this._request.signal;
    const timer = setTimeout(() => this._request.abort(), CERTIFICATE_LIMIT);
    try {
      return signal.aborted ? null : await sign(cluster.id, question, signal);
    } catch (error) {
      this._refusal = signal.aborted
        ? describeOutcome({ code: 'no-answer' }, trans)
        : toProblem(error, trans);
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  private readonly _options: Handshake.IOptions;
  private readonly _request = new AbortController();
  private _refusal: IProblem | null = null;
  private _isCancelled = false;
  private _isSent = false;
}

/**
 * A namespace for `Handshake` statics.
 */
export namespace Handshake {
  /**
   * The options of a handshake.
   */
  export interface IOptions {
    cluster: IClusterRef;
    /** The name that the client is to have. */
    variable: string;
    /** Have a certificate request signed; rejects with a `SaturnProblem`. */
    sign: (
      clusterId: string,
      question: IQuestion,
      signal: AbortSignal
    ) => Promise<ICertificate>;
    /** Called when the kernel has come to our message. */
    onStarted: () => void;
    trans: TranslationBundle;
  }

  /**
   * What came of a handshake.
   */
  export interface IResult {
    readonly report: IReport | null;
    readonly refusal: IProblem | null;
  }
}
