import type { KernelMessage } from '@jupyterlab/services';

import type { IClusterRef } from '../tokens';
import type { IVersions } from '../versions';
import { readVersions } from '../versions';

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
    /** What the kernel and the cluster run; null when it is not known. */
    readonly versions: IVersions | null;
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
  /** The variables that hold what was lost, as far as they are known. */
  readonly held?: ReadonlyArray<string>;
  /** The name that the cluster object was to have and has not, and the code that says why. */
  readonly left_out?: string;
  readonly because?: string;
}

/**
 * The name of the expression that our messages ask kernels for.
 */
export const EXPRESSION = 'saturn';

/**
 * The most variables that are named.
 */
const MAX_NAMES = 8;

/**
 * Read the report out of a kernel's reply.
 *
 * @returns The report, or null when the kernel was never attached or did not run our code.
 */
export function parseReport(
  reply: KernelMessage.IExecuteReplyMsg
): IReport | null {
  const report = parseValue(reply);
  return isReport(report) ? withVersions(report) : null;
}

/**
 * Read the names of variables out of a kernel's reply: only what looks like some is taken.
 */
export function parseHeld(
  reply: KernelMessage.IExecuteReplyMsg
): ReadonlyArray<string> {
  const value = parseValue(reply);
  const names: ReadonlyArray<unknown> =
    isRecord(value) && Array.isArray(value.held) ? value.held : [];
  return names.slice(0, MAX_NAMES).filter(isName);
}

function parseValue(reply: KernelMessage.IExecuteReplyMsg): unknown {
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
    const value: unknown = JSON.parse(decode(text.slice(1, -1)));
    return value;
  } catch {
    return null;
  }
}

/**
 * Whether a value has keys.
 */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/**
 * What a kernel says is anybody's: only versions are taken for versions.
 */
function withVersions(report: IReport): IReport {
  const { attached } = report;
  return attached
    ? {
        ...report,
        attached: { ...attached, versions: readVersions(attached.versions) }
      }
    : report;
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
      ['name', 'detail', 'left_out', 'because'].every(key =>
        isText(value[key])
      ) &&
      value.held === undefined && // this page's own
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

function isName(value: unknown): value is string {
  return (
    typeof value === 'string' && /^[\p{L}_][\p{L}\p{N}_]{0,60}$/u.test(value)
  );
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function decode(text: string): string {
  const bytes = Uint8Array.from(atob(text), character =>
    character.charCodeAt(0)
  );
  return new TextDecoder().decode(bytes);
}
