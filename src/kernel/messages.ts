import type { Kernel, KernelMessage } from '@jupyterlab/services';

// Written so that the paths are right from `src/` and from `lib/` alike.
import source from '../../src/kernel/attach.py';
import clusterSource from '../../src/kernel/cluster.py';
import csrSource from '../../src/kernel/csr.py';
import heldSource from '../../src/kernel/held.py';
import versionsSource from '../../src/kernel/versions.py';
import type { IClusterRef } from '../tokens';
import type { IClusterVersions } from '../versions';
import { readTable } from '../versions';
import { speaksPython } from './language';
import type { IReport } from './report';
import { EXPRESSION, isRecord, parseHeld, parseReport } from './report';

/**
 * What the kernel asks the page to get signed.
 */
export interface IQuestion {
  readonly csr: string;
  readonly versions: { readonly [name: string]: string };
}

/**
 * What the page answers; `{}` is a refusal.
 */
export interface IAnswer {
  readonly address: string;
  /** PEM, leaf first; null inside Saturn, where the address is plain. */
  readonly chain: string | null;
  /** What the cluster runs; when it is not known, the kernel asks the scheduler itself. */
  readonly versions: IClusterVersions | null;
}

/**
 * The files that `attach.py` needs; each runs in a namespace of its own.
 */
const FILES = {
  cluster: clusterSource,
  csr: csrSource,
  held: heldSource,
  versions: versionsSource
};

/**
 * How often a message is sent again that was thrown away.
 */
export const MOST_ABORTS = 5;

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
  variable: string,
  clusterVariable: string
): KernelMessage.IExecuteRequestMsg['content'] {
  const request = {
    cluster,
    variable,
    cluster_variable: clusterVariable
  };
  const code =
    `__import__('builtins').exec(${pythonLiteral(`${source}\nrun(REQUEST, FILES)\n`)}, ` +
    `{'__name__': 'jupyterlab_saturn_attach', 'FILES': ${pythonLiteral(FILES)}, ` +
    `'REQUEST': '${encode(request)}'})`;
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
 * The message that asks a kernel what it has on its cluster.
 */
export function heldMessage(): KernelMessage.IExecuteRequestMsg['content'] {
  return quietly('', `${MODULE}.held()`, false);
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
 * Ask a kernel which of the user's variables hold results of a cluster.
 */
export async function askHeld(
  connection: Kernel.IKernelConnection
): Promise<ReadonlyArray<string>> {
  const reply = await executeSurely(connection, heldMessage());
  return reply ? parseHeld(reply) : [];
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
 * Have a kernel know that a connection is a page of ours: its cluster object asks no other.
 */
export function introduce(connection: Kernel.IKernelConnection): void {
  void execute(connection, reportMessage())?.done.catch(() => null);
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
      ? { csr: question.csr, versions: readTable(question.versions) ?? {} }
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
 * A JSON string in ASCII is a Python string literal of the same text; so is an object of such.
 */
function pythonLiteral(value: string | Record<string, string>): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  );
}

function encode(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
}

function isQuestion(value: unknown): value is IQuestion {
  return (
    isRecord(value) && typeof value.csr === 'string' && isRecord(value.versions)
  );
}
