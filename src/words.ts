import type { TranslationBundle } from '@jupyterlab/translation';

import type { AttachmentState, IClusterRef } from './tokens';

/**
 * The shape that stands beside the state of an attachment.
 */
export function attachmentMood(
  state: AttachmentState
): 'on' | 'off' | 'busy' | 'bad' {
  switch (state) {
    case 'attached':
      return 'on';
    case 'waiting':
    case 'connecting':
      return 'busy';
    case 'lost':
    case 'failed':
      return 'bad';
    case 'detached':
      return 'off';
  }
}

/**
 * Write the state of an attachment, without the cluster's name and without what is the matter.
 */
export function attachmentWords(
  state: AttachmentState,
  trans: TranslationBundle,
  isBehindCell = false
): string {
  switch (state) {
    case 'detached':
      return trans.__('not attached');
    case 'waiting':
      return isBehindCell
        ? trans.__('waiting for the running cell')
        : trans.__('waiting for the kernel');
    case 'connecting':
      return trans.__('connecting');
    case 'attached':
      return trans.__('attached');
    case 'lost':
      return trans.__('lost');
    case 'failed':
      return trans.__('failed');
  }
}

/**
 * Write what the button in a notebook's toolbar says.
 */
export function buttonWords(
  attachment: {
    readonly state: AttachmentState;
    readonly cluster: IClusterRef | null;
    readonly isBehindCell?: boolean;
  } | null,
  workers: number | null,
  trans: TranslationBundle
): string {
  if (!attachment || !attachment.cluster) {
    return trans.__('Attach…');
  }
  if (attachment.state === 'attached' && workers !== null) {
    return trans._n(
      '%2 · %1 worker',
      '%2 · %1 workers',
      workers,
      attachment.cluster.name
    );
  }
  return trans.__(
    '%1 · %2',
    attachment.cluster.name,
    attachmentWords(attachment.state, trans, attachment.isBehindCell)
  );
}

/**
 * Write how long something has lasted.
 */
export function durationWords(
  milliseconds: number,
  trans: TranslationBundle
): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return seconds < 60
    ? trans.__('%1 s', seconds)
    : trans.__('%1 min %2 s', Math.floor(seconds / 60), seconds % 60);
}

/**
 * Write how long something has lasted, where seconds do not matter.
 */
export function spanWords(
  milliseconds: number,
  trans: TranslationBundle
): string {
  const minutes = Math.floor(Math.max(0, milliseconds) / 60_000);
  const [hours, days] = [Math.floor(minutes / 60), Math.floor(minutes / 1440)];
  if (minutes < 60) {
    return minutes < 1
      ? trans.__('less than a minute')
      : trans.__('%1 min', minutes);
  }
  return days < 1
    ? trans.__('%1 h %2 min', hours, minutes % 60)
    : trans.__('%1 d %2 h', days, hours % 24);
}

/**
 * Write a state that Saturn or Dask names; a name that is not known stays as it is.
 */
export function knownState(state: string, trans: TranslationBundle): string {
  const words = new Map([
    ['running', trans.__('running')],
    ['pending', trans.__('pending')],
    ['stopping', trans.__('stopping')],
    ['stopped', trans.__('stopped')],
    ['error', trans.__('error')],
    ['completed', trans.__('completed')],
    ['paused', trans.__('paused')],
    ['closing', trans.__('closing')]
  ]);
  return words.get(state) ?? state;
}

/**
 * Make one text of several, each a sentence of its own with one full stop.
 */
export function sentences(...texts: ReadonlyArray<string>): string {
  return texts
    .map(text => text.trim().replace(/\.+$/, ''))
    .filter(text => text !== '')
    .map(text => (/[!?…:]$/.test(text) ? text : `${text}.`))
    .join(' ');
}
