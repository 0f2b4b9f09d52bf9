import type { Kernel, KernelMessage } from '@jupyterlab/services';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

type Content = KernelMessage.IExecuteRequestMsg['content'];

/**
 * The future of one message, as `@jupyterlab/services` makes it: cancelled, its `done` rejects.
 */
export class FutureDouble {
  constructor(readonly content: Content) {
    this._done.promise.catch(() => undefined);
  }

  onIOPub: (message: KernelMessage.IIOPubMessage) => unknown = () => undefined;
  onStdin: (message: KernelMessage.IStdinMessage) => unknown = () => undefined;

  get done(): Promise<KernelMessage.IExecuteReplyMsg> {
    return this._done.promise;
  }

  resolve(reply: KernelMessage.IExecuteReplyMsg): void {
    this._done.resolve(reply);
  }

  dispose(): void {
    this._done.reject(new Error('Canceled future before replies were done'));
  }

  private readonly _done =
    new PromiseDelegate<KernelMessage.IExecuteReplyMsg>();
}

/**
 * A kernel and a page's connection to it, played by the spec.
 *
 * #### Notes
 * The order of things is that of `services/lib/kernel/default.js`: a restart tells its status first
 * and empties the queue right after; what is sent meanwhile is queued and leaves in order.
 */
export class KernelDouble {
  constructor(readonly id = 'k1') {}

  readonly statusChanged = new Signal<this, Kernel.Status>(this);
  readonly connectionStatusChanged = new Signal<this, Kernel.ConnectionStatus>(
    this
  );
  readonly iopubMessage = new Signal<this, KernelMessage.IIOPubMessage>(this);
  readonly disposed = new Signal<this, void>(this);
  readonly unhandledMessage = new Signal<this, KernelMessage.IMessage>(this);
  status: Kernel.Status = 'idle';
  isDisposed = false;
  hasPendingInput = false;
  info: Promise<unknown> = Promise.resolve(INFO);
  /** What has reached the kernel, in order. */
  readonly received: FutureDouble[] = [];
  /** The answers to the kernel's questions. */
  readonly answers: string[] = [];

  /** The type that the code under test asks for; what it uses of it is here. */
  get connection(): Kernel.IKernelConnection {
    return this as unknown as Kernel.IKernelConnection;
  }

  get last(): FutureDouble {
    const future = this.received[this.received.length - 1];
    if (!future) {
      throw new Error('The kernel has received nothing.');
    }
    return future;
  }

  requestExecute(content: Content): FutureDouble {
    if (this.isDisposed || this.status === 'dead') {
      throw new Error('Kernel is dead');
    }
    const future = new FutureDouble(content);
    this._futures.add(future);
    if (this._isRestarting) {
      this._queue.push(future);
    } else {
      this.received.push(future);
    }
    return future;
  }

  removeInputGuard(): void {
    this.hasPendingInput = false;
  }

  sendInputReply(content: { status: 'ok'; value: string }): void {
    this.answers.push(content.value);
    this.hasPendingInput = false;
  }

  setStatus(status: Kernel.Status): void {
    if (status !== this.status && this.status !== 'dead') {
      this.status = status;
      this.statusChanged.emit(status);
    }
  }

  /** Restart, as this page asks for it. */
  restart(): void {
    this.setStatus('restarting');
    this._clear();
    this._isRestarting = true;
  }

  /** Die and be restarted by the server, which says so through iopub. */
  autorestart(): void {
    void Promise.resolve().then(() => {
      this.setStatus('autorestarting');
      this._clear();
      this._isRestarting = true;
    });
    this.setStatus('restarting');
  }

  /** Come back from a restart. */
  comeBack(): void {
    this._isRestarting = false;
    this.received.push(...this._queue.splice(0));
    this.setStatus('starting');
    this.setStatus('idle');
  }

  die(): void {
    this.setStatus('dead');
    this.end();
  }

  /** End this connection. */
  end(): void {
    if (!this.isDisposed) {
      this.isDisposed = true;
      this.disposed.emit();
      this._clear();
      Signal.clearData(this);
    }
  }

  /** Run a cell of somebody's, perhaps from another page. */
  runCell(isSilent = false): void {
    this.setStatus('busy');
    this._publish('status');
    if (!isSilent) {
      this._publish('execute_input');
    }
    this.setStatus('idle');
    this._publish('status');
  }

  /** Begin to execute a message. */
  begin(future = this.last): void {
    future.onIOPub({
      header: { msg_type: 'status' },
      content: { execution_state: 'busy' }
    } as KernelMessage.IStatusMsg);
  }

  /** Ask the page something; returns what the page's handler returned. */
  ask(prompt: unknown, future = this.last): unknown {
    this.hasPendingInput = true;
    return future.onStdin({
      header: { msg_type: 'input_request' },
      content: {
        prompt: typeof prompt === 'string' ? prompt : JSON.stringify(prompt)
      }
    } as KernelMessage.IInputRequestMsg);
  }

  /** Ask the page something that belongs to no message of the page's. */
  askAside(
    prompt: unknown,
    header: object = { msg_type: 'input_request' },
    channel = 'stdin'
  ): void {
    this.unhandledMessage.emit({
      channel,
      header,
      content: { prompt: JSON.stringify(prompt) }
    } as unknown as KernelMessage.IMessage);
  }

  /** End a message, with what the expression gave. */
  reply(report: unknown, future = this.last): void {
    const bytes = new TextEncoder().encode(JSON.stringify(report));
    future.resolve(replyOf(`'${btoa(String.fromCharCode(...bytes))}'`));
  }

  /** Throw a message away, as kernels do with what waits behind a cell that fails. */
  abort(future = this.last): void {
    future.resolve({
      content: { status: 'aborted' }
    } as KernelMessage.IExecuteReplyMsg);
  }

  private _publish(kind: string): void {
    this.iopubMessage.emit({
      header: { msg_type: kind }
    } as KernelMessage.IIOPubMessage);
  }

  private _clear(): void {
    this._queue.length = 0;
    this._futures.forEach(future => future.dispose());
    this._futures.clear();
  }

  private readonly _queue: FutureDouble[] = [];
  private readonly _futures = new Set<FutureDouble>();
  private _isRestarting = false;
}

/**
 * A kernel's reply whose expression has that representation.
 */
export function replyOf(text: unknown): KernelMessage.IExecuteReplyMsg {
  return {
    content: {
      status: 'ok',
      user_expressions: { saturn: { data: { 'text/plain': text } } }
    }
  } as unknown as KernelMessage.IExecuteReplyMsg;
}

/** What an IPython kernel says that it is. */
export const INFO = {
  implementation: 'ipython',
  language_info: { name: 'python', version: '3.11.7' }
};

/** A question as our code in the kernel asks it. */
export const QUESTION = { csr: 'CSR', versions: { python: '3.11' } };

/** A certificate as our server gives it. */
export const CERTIFICATE = {
  address: 'tls://h:8786',
  chain: 'CHAIN',
  versions: null
};
