import type { Kernel, KernelMessage } from '@jupyterlab/services';

// Written so that the path is right from `src/` and from `lib/` alike.
import source from '../../src/kernel/attach.py';
import type { IClusterRef } from '../tokens';
import { speaksPython } from './language';

/**
 * What a kernel says of its attachment.
 */
export interface IReport {
  /** What came of the last attach or detach. */
  readonly outcome: IOutcome | null;
  /** The cluster that the kernel has a live client of. */
  readonly attached: {
    readonly cluster: IClusterRef;
    readonly variable: string;
    /** Whether the client has lost its scheduler, and is looking for it. */
    readonly is_reconnecting?: boolean;
  } | null;
}

/**
 * The result of one attach, as a code with details.
 */
export interface IOutcome {
  readonly code: string;
  readonly name?: string;
  readonly packages?: ReadonlyArray<string>;
  readonly detail?: string;
}

/**
 * What the kernel asks the page to get signed.
 */
export interface IQuestion {
  readonly csr: string;
  readonly versions: { readonly [name: string]: string };
}

/**
 * How often a message is sent again that was thrown away.
 */
export const MOST_ABORTS = 5;

const EXPRESSION = 'saturn';
const MODULE = "__import__('sys').modules['_jupyterlab_saturn']";

/**
 * The one message that attaches a kernel.
 *
 * #### Notes
 * The code is constant but for one base64 literal. It runs in a namespace of its own, so it neither
 * sees nor leaves anything among the user's variables.
 */
export function attachMessage(
  cluster: IClusterRef,
  variable: string
): KernelMessage.IExecuteRequestMsg['content'] {
  const request = { cluster, variable };
  const code =
    `__import__('builtins').exec(${pythonLiteral(`${source}\nrun(REQUEST)\n`)}, ` +
    `{'__name__': 'jupyterlab_saturn_attach', 'REQUEST': '${encode(request)}'})`;
  return quietly(code, `${MODULE}.report()`, true);
}

/**
 * The message that asks a kernel what it is attached to.
 */
export function reportMessage(): KernelMessage.IExecuteRequestMsg['content'] {
  return quietly('', `${MODULE}.report()`, false);
}

/**
 * The message that closes the kernel's client.
 */
export function detachMessage(): KernelMessage.IExecuteRequestMsg['content'] {
  return quietly('', `${MODULE}.detach()`, false);
}

/**
 * Ask a kernel what it is attached to.
 *
 * @returns The report, or null when it runs no Python, was never attached, or died meanwhile.
 */
export async function askReport(
  connection: Kernel.IKernelConnection
): Promise<IReport | null> {
  const reply = (await speaksPython(connection))
    ? await executeSurely(connection, reportMessage())
    : null;
  return reply ? parseReport(reply) : null;
}

/**
 * Send code to a kernel, and again when it was thrown away with the cells behind one that failed.
 *
 * @returns The reply, or null when the kernel died meanwhile.
 */
export async function executeSurely(
  connection: Kernel.IKernelConnection,
  content: KernelMessage.IExecuteRequestMsg['content']
): Promise<KernelMessage.IExecuteReplyMsg | null> {
  for (let left = MOST_ABORTS; ; left--) {
    const reply = await execute(connection, content)?.done.catch(() => null);
    if (left === 0 || !wasAborted(reply)) {
      return reply ?? null;
    }
  }
}

/**
 * Whether the kernel threw a message away because a cell before it has failed.
 */
export function wasAborted(
  reply: KernelMessage.IExecuteReplyMsg | null | undefined
): boolean {
  return reply?.content.status === 'aborted';
}

/**
 * Read the report out of a kernel's reply.
 *
 * @returns The report, or null when the kernel was never attached or did not run our code.
 */
export function parseReport(
  reply: KernelMessage.IExecuteReplyMsg
): IReport | null {
  if (reply.content.status !== 'ok') {
    return null;
  }
  const result = reply.content.user_expressions[EXPRESSION];
  const text: unknown =
    isRecord(result) && isRecord(result.data)
      ? result.data['text/plain']
      : null;
  if (typeof text !== 'string') {
    return null;
  }
  try {
    // The representation of a Python string of base64: the quotes are all there is to strip.
    const report: unknown = JSON.parse(decode(text.slice(1, -1)));
    return isReport(report) ? report : null;
  } catch {
    return null;
  }
}

/**
 * Whether a message asks for input; nothing else comes through stdin.
 */
export function isInputRequest(
  message: KernelMessage.IStdinMessage
): message is KernelMessage.IInputRequestMsg {
  return message.header.msg_type === 'input_request';
}

/**
 * Read the question out of an input request.
 *
 * @returns The question, or null when the request is not ours.
 */
export function parseQuestion(
  message: KernelMessage.IInputRequestMsg
): IQuestion | null {
  try {
    const question: unknown = JSON.parse(message.content.prompt);
    return isQuestion(question)
      ? { csr: question.csr, versions: question.versions }
      : null;
  } catch {
    return null;
  }
}

/**
 * Send code to a kernel.
 *
 * @returns The future of the reply, or null when the kernel is dead.
 */
export function execute(
  connection: Kernel.IKernelConnection,
  content: KernelMessage.IExecuteRequestMsg['content']
): ReturnType<Kernel.IKernelConnection['requestExecute']> | null {
  return connection.isDisposed || connection.status === 'dead'
    ? null
    : connection.requestExecute(content);
}

function quietly(
  code: string,
  expression: string,
  asks: boolean
): KernelMessage.IExecuteRequestMsg['content'] {
  return {
    code,
    silent: true,
    store_history: false,
    allow_stdin: asks,
    stop_on_error: false,
    user_expressions: { [EXPRESSION]: expression }
  };
}

/**
 * A JSON string in ASCII is a Python string literal of the same text.
 */
function pythonLiteral(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  );
}

function encode(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
}

function decode(text: string): string {
  const bytes = Uint8Array.from(atob(text), character =>
    character.charCodeAt(0)
  );
  return new TextDecoder().decode(bytes);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isReport(value: unknown): value is IReport {
  return (
    isRecord(value) && isOutcome(value.outcome) && isAttached(value.attached)
  );
}

function isOutcome(value: unknown): value is IReport['outcome'] {
  return (
    value === null ||
    (isRecord(value) &&
      typeof value.code === 'string' &&
      isText(value.name) &&
      isText(value.detail) &&
      (value.packages === undefined || Array.isArray(value.packages)))
  );
}

function isAttached(value: unknown): value is IReport['attached'] {
  return (
    value === null ||
    (isRecord(value) &&
      typeof value.variable === 'string' &&
      typeof (value.is_reconnecting ?? false) === 'boolean' &&
      isRecord(value.cluster) &&
      typeof value.cluster.id === 'string' &&
      typeof value.cluster.name === 'string' &&
      typeof value.cluster.base_url === 'string')
  );
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isQuestion(value: unknown): value is IQuestion {
  return (
    isRecord(value) && typeof value.csr === 'string' && isRecord(value.versions)
  );
}
