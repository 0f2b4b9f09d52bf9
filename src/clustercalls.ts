import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ICall } from './kernel/calls';
import { parseCall } from './kernel/calls';
import { toProblem } from './problem';
import type { IAttachments, ICluster, IClusters, Scale } from './tokens';
import { sentences } from './words';

/**
 * What a kernel is told: a result, why Saturn refused, or why the page did.
 */
type Answer =
  { result: string | null } | { error: string } | { refusal: string };

/**
 * Does what the `cluster` object of an attached kernel asks for, and nothing to any other cluster.
 *
 * #### Notes
 * The questions belong to no message that this page has sent (`cluster.py`), so they come as
 * unhandled messages, and no notebook shows a box for them. Scaling needs no dialog: the user has
 * typed it. Stopping asks as the page's own command does.
 */
export class ClusterCalls {
  constructor(options: ClusterCalls.IOptions) {
    this._options = options;
  }

  /**
   * Listen to a connection until it is disposed.
   */
  follow(connection: Kernel.IKernelConnection): void {
    connection.unhandledMessage.connect(this._onMessage, this);
  }

  private _onMessage(
    connection: Kernel.IKernelConnection,
    message: KernelMessage.IMessage
  ): void {
    const call = parseCall(message);
    if (!call) {
      return;
    }
    // No future has set it for this message, and no cell may wait for it.
    connection.removeInputGuard();
    this._answer(connection.id, call)
      .then(answer => {
        if (!connection.isDisposed) {
          connection.sendInputReply(
            { status: 'ok', value: JSON.stringify(answer) },
            message.header as KernelMessage.IInputRequestMsg['header'] // `parseCall` has looked
          );
        }
      })
      .catch(error => console.error('A kernel was not answered.', error));
  }

  private async _answer(kernelId: string, call: ICall): Promise<Answer> {
    const { trans } = this._options;
    if (call.call === 'ping') {
      return { result: null };
    }
    const cluster = this._attachedTo(kernelId, call.cluster);
    if (!cluster) {
      return {
        refusal: trans.__('The notebook is not attached to that cluster.')
      };
    }
    try {
      return await this._perform(cluster, call);
    } catch (error) {
      const { title, reason, hint } = toProblem(error, trans);
      return { error: sentences(title, reason, hint) };
    }
  }

  private async _perform(cluster: ICluster, call: ICall): Promise<Answer> {
    const { clusters, confirmStop, trans } = this._options;
    const { workers, minimum, maximum } = call;
    if (call.call === 'status') {
      await clusters.refresh();
      return { result: clusters.get(cluster.id)?.status ?? 'unknown' };
    }
    if (call.call === 'close') {
      if (!(await confirmStop(cluster))) {
        return { refusal: trans.__('You did not agree to stop the cluster.') };
      }
      await clusters.act(cluster.id, 'stop');
      return { result: null };
    }
    const scale: Scale | null =
      call.call === 'scale' && workers !== undefined
        ? { workers }
        : minimum !== undefined && maximum !== undefined
          ? { minimum, maximum }
          : null;
    if (!scale) {
      return { refusal: trans.__('The page does not know what is asked.') };
    }
    await clusters.scale(cluster.id, scale);
    return { result: null };
  }

  /**
   * Find the cluster of that id, if it is the one that the kernel is attached to.
   */
  private _attachedTo(kernelId: string, clusterId: string): ICluster | null {
    const { attachments, clusters } = this._options;
    const attachment = attachments.get(kernelId);
    const isThis =
      attachment?.state === 'attached' &&
      attachment.cluster?.id === clusterId &&
      attachment.cluster.base_url === clusters.snapshot?.connection.base_url;
    return isThis ? clusters.get(clusterId) : null;
  }

  private readonly _options: ClusterCalls.IOptions;
}

/**
 * A namespace for `ClusterCalls` statics.
 */
export namespace ClusterCalls {
  /**
   * What the calls need.
   */
  export interface IOptions {
    attachments: Pick<IAttachments, 'get'>;
    clusters: IClusters;
    /** Ask before results are lost. */
    confirmStop: (cluster: ICluster) => Promise<boolean>;
    trans: TranslationBundle;
  }
}
