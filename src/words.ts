import type { TranslationBundle } from '@jupyterlab/translation';

import type { AttachmentState, IClusterRef, IProblem } from './tokens';

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
 * Write the state of an attachment, without the cluster's name.
 */
export function attachmentWords(
  attachment: {
    readonly state: AttachmentState;
    readonly problem: IProblem | null;
  },
  trans: TranslationBundle
): string {
  switch (attachment.state) {
    case 'detached':
      return trans.__('not attached');
    case 'waiting':
      return trans.__('waiting for the kernel');
    case 'connecting':
      return trans.__('connecting');
    case 'attached':
      return trans.__('attached');
    case 'lost':
      return trans.__('lost: %1', attachment.problem?.title ?? '');
    case 'failed':
      return attachment.problem?.title ?? trans.__('failed');
  }
}

/**
 * Write what the button in a notebook's toolbar says.
 */
export function buttonWords(
  attachment: {
    readonly state: AttachmentState;
    readonly problem: IProblem | null;
    readonly cluster: IClusterRef | null;
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
    attachmentWords(attachment, trans)
  );
}
