import type { KernelMessage } from '@jupyterlab/services';

import { isRecord } from './report';

/**
 * What the `cluster` object of a kernel asks the page to do (`cluster.py`).
 */
export interface ICall {
  readonly call: string;
  /** The id of the cluster that the object stands for. */
  readonly cluster: string;
  readonly workers?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/**
 * Read what a message of a kernel asks for.
 *
 * @returns The call, or null when the message is not one of ours.
 */
export function parseCall(message: KernelMessage.IMessage): ICall | null {
  if (
    message.channel !== 'stdin' ||
    message.header.msg_type !== 'input_request'
  ) {
    return null;
  }
  try {
    const { prompt } = message.content as { prompt?: unknown };
    const value: unknown = JSON.parse(String(prompt));
    if (
      !isRecord(value) ||
      value.saturn !== 1 ||
      typeof value.call !== 'string'
    ) {
      return null;
    }
    return {
      call: value.call,
      cluster: typeof value.cluster === 'string' ? value.cluster : '',
      workers: wholeNumber(value.workers),
      minimum: wholeNumber(value.minimum),
      maximum: wholeNumber(value.maximum)
    };
  } catch {
    return null;
  }
}

function wholeNumber(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? Number(value) : undefined;
}
