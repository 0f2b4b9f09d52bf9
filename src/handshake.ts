import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import type { IAnswer, IQuestion } from './kernel/messages';
import {
  askReport,
  attachMessage,
  execute,
  isInputRequest,
  MOST_ABORTS,
  parseQuestion,
  wasAborted
} from './kernel/messages';
import type { IReport } from './kernel/report';
import { parseReport } from './kernel/report';
import { describeOutcome } from './outcomes';
import { waitPatiently } from './patience';
import { toProblem } from './problem';
import type { IClusterRef, IProblem, IVersionRow } from './tokens';
import { compareVersions, worstVerdict } from './versions';

/**
 * Milliseconds to wait for a certificate: less than the kernel's own watchdog waits for the answer.
 */
const CERTIFICATE_LIMIT = 18_000;

/**
 * Milliseconds until the kernel must have come to our message, when no cell runs: longer than a slow
 * kernel takes to start, because after a restart the message is sent before it does.
 */
const START_LIMIT = 120_000;

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
    for (let left = MOST_ABORTS; ; left--) {
      const sent = await this._send(connection);
      if (sent !== 'aborted' || this._isCancelled || left === 0) {
        const report = sent === 'aborted' ? null : sent;
        return {
          report,
          refusal: this._refusal,
          comparison:
            report?.attached && !this._refusal
              ? compareVersions(report.attached.versions)
              : this._comparison
        };
      }
    }
  }

  /**
   * End it if its reply was lost with the connection: a kernel answers in order, so that what it says
   * it is attached to now is what came of this.
   */
  async reconcile(connection: Kernel.IKernelConnection): Promise<void> {
    const report = await askReport(connection);
    if (report) {
      this._late.resolve(report);
    }
  }

  /**
   * Send the message once.
   *
   * @returns What the kernel reported, or that it threw the message away unread.
   */
  private async _send(
    connection: Kernel.IKernelConnection
  ): Promise<IReport | 'aborted' | null> {
    const { cluster, variable, clusterVariable, onStarted, trans } =
      this._options;
    const message = attachMessage(cluster, variable, clusterVariable);
    const future = execute(connection, message);
    if (!future) {
      return null;
    }
    this._isSent = true;
    const begun = new PromiseDelegate<true>();
    const late = this._late;
    let timer: ReturnType<typeof setTimeout> | undefined;
    future.onIOPub = message => {
      if (message.header.msg_type === 'status') {
        begun.resolve(true);
        timer ??= setTimeout(() => late.resolve(null), REPLY_LIMIT);
        if (!this._isCancelled) {
          onStarted(); // the kernel has come to our message
        }
      }
    };
    // A promise returned from here would block the kernel's other messages until it settles.
    future.onStdin = message => {
      connection.removeInputGuard();
      begun.resolve(true);
      if (isInputRequest(message)) {
        void this._answer(connection, message);
      }
    };
    const done = future.done.then(
      reply => (wasAborted(reply) ? 'aborted' : parseReport(reply)),
      () => null
    );
    const over = Promise.race([begun.promise, done.then(() => true)]);
    void waitPatiently(connection, over, START_LIMIT).then(isOver => {
      if (!isOver) {
        this._refusal = describeOutcome({ code: 'no-kernel' }, trans);
        late.resolve(null);
      }
    });
    const report = await Promise.race([done, late.promise]);
    clearTimeout(timer);
    begun.resolve(true);
    return report;
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

  private async _sign(question: IQuestion): Promise<IAnswer | null> {
    const { cluster, sign, isForced, trans } = this._options;
    const signal = this._request.signal;
    const timer = setTimeout(() => this._request.abort(), CERTIFICATE_LIMIT);
    try {
      if (signal.aborted) {
        return null;
      }
      const answer = await sign(cluster, question, signal);
      if (answer.versions && !isForced) {
        this._comparison = compareVersions({
          ...answer.versions,
          kernel: question.versions
        });
        if (worstVerdict(this._comparison) === 'fatal') {
          this._refusal = describeOutcome({ code: 'unfit' }, trans);
          return null;
        }
      }
      return answer;
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
  private readonly _late = new PromiseDelegate<IReport | null>();
  private _refusal: IProblem | null = null;
  private _comparison: ReadonlyArray<IVersionRow> = [];
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
    /** The name that the cluster object is to have. */
    clusterVariable: string;
    /** Whether to attach although the versions do not fit. */
    isForced: boolean;
    /** Have a certificate request signed; rejects with a `SaturnProblem`. */
    sign: (
      cluster: IClusterRef,
      question: IQuestion,
      signal: AbortSignal
    ) => Promise<IAnswer>;
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
    /** The versions of the kernel beside those of the cluster; empty where they are not known. */
    readonly comparison: ReadonlyArray<IVersionRow>;
  }
}
