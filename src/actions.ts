import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { Chooser } from './choice';
import { chooseCluster } from './choice';
import type { Dialogs } from './dialogs';
import type { ICurrentDocument } from './notebook';
import { toProblem } from './problem';
import { whenRunning, withinLimit } from './waiting';
import type { WaysOut } from './waysout';
import type { ClusterAction, ICluster, IClusters } from './tokens';

/**
 * Milliseconds to wait for a kernel that is about to start.
 */
const KERNEL_LIMIT = 30_000;

/**
 * Who asks for an action: one of our own views, or a command.
 *
 * #### Notes
 * A link in the output of anybody's notebook can run any command of JupyterLab's, so what a command
 * asks for is done only after a question of our own.
 */
export type Origin = 'view' | 'command';

/**
 * What the commands do. All arguments are ids, and only ids of listed clusters are obeyed.
 */
export class Actions {
  constructor(options: Actions.IOptions) {
    this._options = options;
  }

  /**
   * Whether the current notebook is attached, or about to be.
   */
  get isAttached(): boolean {
    const state = this._options.current()?.attachment?.state ?? 'detached';
    return state !== 'detached';
  }

  /**
   * Whether an attach of it is under way.
   */
  get isAttaching(): boolean {
    const state = this._options.current()?.attachment?.state;
    return state === 'waiting' || state === 'connecting';
  }

  /**
   * Start, stop or restart a cluster, if the user agrees where money or results are at stake.
   */
  async act(
    args: ReadonlyPartialJSONObject,
    action: ClusterAction,
    origin: Origin
  ): Promise<void> {
    const { clusters, dialogs } = this._options;
    const fits =
      action === 'start'
        ? (c: ICluster) => c.status === 'stopped' || c.status === 'error'
        : (c: ICluster) => c.status === 'running' || c.status === 'pending';
    const cluster = await chooseCluster(this._options, args, fits);
    if (!cluster || clusters.pending(cluster.id)) {
      return;
    }
    const isAgreed =
      action === 'start'
        ? (this._isLocal && origin === 'view') ||
          (await dialogs.confirmStart(cluster, this._isLocal))
        : await dialogs.confirmLoss(cluster, action);
    if (isAgreed) {
      await this._tellFailure(clusters.act(cluster.id, action));
    }
  }

  /**
   * Attach the current notebook; a cluster that does not run is started only if the user agrees.
   */
  async attach(args: ReadonlyPartialJSONObject, origin: Origin): Promise<void> {
    const { clusters, dialogs, trans } = this._options;
    const current = await this._whenReady();
    if (!current) {
      return dialogs.refuse(
        trans.__('Open a notebook first'),
        trans.__(
          'It is the kernel of a notebook or console that gets a client.'
        )
      );
    }
    const attachment = current.attachment;
    if (!attachment) {
      return dialogs.refuse(
        trans.__('%1 has no kernel', current.name),
        trans.__('Choose a Python 3 kernel for it, then attach it.')
      );
    }
    let isChosen = false;
    const choose: Chooser = offered => {
      isChosen = true;
      const title = trans.__('Attach %1 to which cluster?', current.name);
      return dialogs.chooseCluster(offered, title);
    };
    const canAttach = (c: ICluster): boolean => c.status !== 'stopping';
    const cluster = await chooseCluster(this._options, args, canAttach, choose);
    if (!cluster) {
      return;
    }
    // Which one, or whether it is to start: one question is question enough.
    const isAgreed =
      origin === 'view' ||
      isChosen ||
      !['running', 'pending'].includes(cluster.status) ||
      (await dialogs.confirmAttach(current.name, cluster));
    if (!isAgreed || !(await this._ensureRunning(cluster))) {
      return;
    }
    const ref = {
      id: cluster.id,
      name: cluster.name,
      project_id: cluster.project_id,
      base_url: clusters.snapshot?.connection.base_url ?? ''
    };
    await attachment.attach(ref, current.connection ?? undefined);
    if (attachment.state === 'attached' && !attachment.problem) {
      dialogs.settle();
      current.remember(ref);
    } else if (attachment.problem?.code === 'unfit') {
      await this._options.waysOut.compare(current, ref);
    } else if (attachment.problem?.code === 'missing') {
      await this._options.waysOut.install(current);
    } else if (attachment.problem) {
      dialogs.tell(attachment.problem);
    }
  }

  /**
   * Show the versions of the current notebook's kernel and its cluster, and what can be done.
   */
  async compareVersions(): Promise<void> {
    const { current, waysOut } = this._options;
    const notebook = current();
    if (notebook) {
      await waysOut.compare(notebook);
    }
  }

  /**
   * Detach the current notebook.
   */
  async detach(origin: Origin): Promise<void> {
    const { current, dialogs } = this._options;
    const notebook = current();
    const attachment = notebook?.attachment;
    if (!notebook || !attachment || attachment.state === 'detached') {
      return;
    }
    if (origin === 'command' && !(await dialogs.confirmDetach(notebook.name))) {
      return;
    }
    if (attachment.state === 'waiting' || attachment.state === 'connecting') {
      attachment.cancel();
    } else {
      await attachment.detach();
    }
  }

  /**
   * Have Saturn asked for the state now.
   */
  async recheck(): Promise<void> {
    await this._tellFailure(this._options.clusters.recheck());
  }

  /**
   * Return the current document, once its kernel has started if that is about to happen.
   */
  private async _whenReady(): Promise<ICurrentDocument | null> {
    const current = this._options.current();
    return !current || current.attachment
      ? current
      : withinLimit(current.whenReady(), KERNEL_LIMIT, current);
  }

  /**
   * Start a cluster that does not run, if the user agrees, and wait for it.
   */
  private async _ensureRunning(cluster: ICluster): Promise<boolean> {
    const { clusters, dialogs, trans } = this._options;
    if (cluster.status === 'running') {
      return true;
    }
    if (cluster.status !== 'pending') {
      if (!(await dialogs.confirmStart(cluster, this._isLocal))) {
        return false;
      }
      if (!(await this._tellFailure(clusters.act(cluster.id, 'start')))) {
        return false;
      }
    }
    if (await whenRunning(clusters, cluster.id)) {
      return true;
    }
    dialogs.tell({
      code: 'start-failed',
      title: trans.__('%1 did not start', cluster.name),
      reason:
        clusters.get(cluster.id)?.errors[0] ??
        trans.__('It was stopped, or took too long.'),
      hint: trans.__('Look at it in the Saturn sidebar, then try again.')
    });
    return false;
  }

  /**
   * Tell the user when something failed.
   *
   * @returns Whether it succeeded.
   */
  private async _tellFailure(work: Promise<void>): Promise<boolean> {
    const { dialogs, trans } = this._options;
    try {
      await work;
      return true;
    } catch (error) {
      dialogs.tell(toProblem(error, trans));
      return false;
    }
  }

  private get _isLocal(): boolean {
    return this._options.clusters.snapshot?.local ?? false;
  }

  private readonly _options: Actions.IOptions;
}

/**
 * A namespace for `Actions` statics.
 */
export namespace Actions {
  /**
   * The options of the actions.
   */
  export interface IOptions {
    clusters: IClusters;
    dialogs: Dialogs;
    waysOut: WaysOut;
    current: () => ICurrentDocument | null;
    trans: TranslationBundle;
  }
}
