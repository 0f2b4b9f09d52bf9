import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { INames } from '../cells';
import type { Dialogs } from '../dialogs';
import type { IModernisation, IRecognition } from '../modernise';
import { toProblem } from '../problem';
import type { IClusters } from '../tokens';
import { sentences } from '../words';
import { readAddress } from './address';
import { adviceWords, settingsWords } from './advice';
import type { IQuestion } from './dialog';
import { listDifferences } from './lines';
import type { Notices } from './notices';
import type { NotebookAccount } from './account';
import { changeNotebook, readNotebook } from './sharednotebook';
import type { IChoice } from './view';

/**
 * What is in a notebook, and what is to become of it.
 */
interface IPlan {
  readonly found: IRecognition;
  readonly result: IModernisation;
  /** The Saturn that the notebook names, if a token may go there. */
  readonly baseUrl: string | null;
}

/**
 * What the command to make notebooks modern does. All but these lines is loaded when it is needed.
 */
export class ModerniseActions {
  constructor(options: ModerniseActions.IOptions) {
    this._options = options;
  }

  /**
   * Show what would change in a notebook and, if the user agrees, change it. Never rejects.
   */
  async modernise(panel: NotebookPanel): Promise<void> {
    const { dialogs, trans } = this._options;
    if (this._busy.has(panel)) {
      return;
    }
    this._busy.add(panel);
    try {
      await this._modernise(panel);
    } catch (error) {
      const problem = toProblem(error, trans);
      await dialogs.refuse(
        trans.__('The notebook was not changed'),
        sentences(problem.title, problem.reason, problem.hint)
      );
    } finally {
      this._busy.delete(panel);
    }
  }

  private async _modernise(panel: NotebookPanel): Promise<void> {
    const { ask, dialogs, trans } = this._options;
    await panel.context.ready;
    const plan = panel.isDisposed ? null : await this._plan(panel);
    if (!plan) {
      return;
    }
    if (plan.result.changes.length === 0) {
      return dialogs.refuse(
        trans.__('There is nothing to modernise'),
        plan.result.advice.length > 0
          ? this._adviceOf(plan).join(' ')
          : trans.__(
              'The notebook has no Saturn token and no old way to connect that could be replaced.'
            )
      );
    }
    const choice = await ask(await this._question(panel, plan));
    if (!choice || panel.isDisposed) {
      return;
    }
    await this._store(plan, choice);
    const now = panel.isDisposed ? null : await this._plan(panel);
    if (now && describe(now) !== describe(plan)) {
      // It ran on, or somebody else wrote into it: what was shown is no longer what would be done.
      return this._modernise(panel);
    }
    if (now && !panel.isDisposed) {
      this._apply(panel, now);
    }
    await this._use(plan, choice);
  }

  private async _plan(panel: NotebookPanel): Promise<IPlan> {
    const { modernise, recognise } = await import('../modernise');
    const { connectCell, installCell } = await import('../cells');
    const notebook = readNotebook(panel.context.model.sharedModel);
    const result = modernise(notebook, {
      connectCell,
      installCell: () => installCell({ withDaskSaturn: true }),
      names: this._options.names()
    });
    const baseUrl = readAddress(result.baseUrl);
    return { found: recognise(notebook), result, baseUrl };
  }

  private async _question(
    panel: NotebookPanel,
    plan: IPlan
  ): Promise<IQuestion> {
    const { account, trans } = this._options;
    const { result, baseUrl } = plan;
    const { difference } = await import('../modernise');
    const hasVault = baseUrl !== null && (await account.hasVault());
    const named = [baseUrl, result.projectId].filter(text => text !== null);
    return {
      title: isReplaced(plan)
        ? trans.__('Modernise %1?', panel.title.label)
        : trans.__('Take the token out of %1?', panel.title.label),
      accept: isReplaced(plan)
        ? trans.__('Modernise')
        : trans.__('Take It Out'),
      differences: listDifferences(result.changes, difference),
      hasMetadata: result.changes.some(
        change => change.kind === 'metadata' && change.index === null
      ),
      hasToken: plan.found.tokens.length > 0,
      advice: this._adviceOf(plan),
      storeAt: hasVault && result.token !== null ? baseUrl : null,
      use: hasVault ? named.join(' · ') : null,
      trans
    };
  }

  private _adviceOf({ found, result }: IPlan): string[] {
    const { trans } = this._options;
    return [
      ...result.advice.map(advice => adviceWords(advice, trans)),
      settingsWords(found.recipe?.settings ?? {}, trans)
    ].filter(words => words !== '');
  }

  private async _store(plan: IPlan, choice: IChoice): Promise<void> {
    const { token } = plan.result;
    if (choice.isStored && token && plan.baseUrl) {
      await this._options.account.store(token, plan.baseUrl);
    }
  }

  private _apply(panel: NotebookPanel, plan: IPlan): void {
    const { notices, trans } = this._options;
    const { model } = panel.context;
    changeNotebook(model.sharedModel, plan.result.changes, plan.found.tokens);
    if (isReplaced(plan) && plan.baseUrl) {
      model.setMetadata('saturn', this._metadata(plan, plan.baseUrl));
    }
    notices.tellChanged(
      panel,
      plan.found.tokens.length > 0
        ? trans.__(
            'The token is out. Save %1 to have it out of the file.',
            panel.title.label
          )
        : trans.__('%1 is modern now, and not saved yet.', panel.title.label),
      () => void this._save(panel)
    );
  }

  /**
   * Save a notebook, and its checkpoint: the one before holds the token, too.
   */
  private async _save(panel: NotebookPanel): Promise<void> {
    if (panel.isDisposed) {
      return;
    }
    try {
      await panel.context.save();
      await panel.context.createCheckpoint();
    } catch {
      // JupyterLab has told why.
    }
  }

  private async _use(plan: IPlan, choice: IChoice): Promise<void> {
    const { account, dialogs, trans } = this._options;
    if (!choice.isUsed || !plan.baseUrl) {
      return;
    }
    const problem = await account.use(plan.baseUrl, plan.result.projectId);
    if (problem) {
      await dialogs.refuse(
        trans.__('The settings were not changed'),
        sentences(problem.title, problem.reason, problem.hint)
      );
    }
  }

  private _metadata(plan: IPlan, baseUrl: string): IMetadata {
    const { snapshot } = this._options.clusters ?? {};
    const { projectId } = plan.result;
    const cluster =
      snapshot?.connection.base_url === baseUrl
        ? snapshot.clusters.find(one => one.project_id === projectId)
        : undefined;
    return {
      schema: 1,
      base_url: baseUrl,
      project_id: projectId,
      cluster_id: cluster?.id ?? null,
      cluster_name: cluster?.name ?? null
    };
  }

  private readonly _options: ModerniseActions.IOptions;
  private readonly _busy = new Set<NotebookPanel>();
}

/**
 * What a notebook carries of its cluster: a type and no interface, so that it counts as JSON.
 */
type IMetadata = {
  schema: number;
  base_url: string;
  project_id: string | null;
  cluster_id: string | null;
  cluster_name: string | null;
};

/**
 * Say what a plan does, as far as the user was shown it: a kernel that starts writes other metadata.
 */
function describe({ found, result }: IPlan): string {
  const changes = result.changes.map(change =>
    change.kind === 'metadata' ? { ...change, after: null } : change
  );
  return JSON.stringify([changes, found.tokens]);
}

/**
 * Whether the old recipe goes, not only its token.
 */
function isReplaced({ found }: IPlan): boolean {
  return found.recipe?.obstacle === null;
}

/**
 * A namespace for `ModerniseActions` statics.
 */
export namespace ModerniseActions {
  /**
   * The options of the actions.
   */
  export interface IOptions {
    /** Null where our model of the clusters is missing. */
    clusters: IClusters | null;
    dialogs: Dialogs;
    notices: Notices;
    /** Return the names of the client and the cluster object in the settings. */
    names: () => INames;
    /** Ask the user; null is no. */
    ask: (question: IQuestion) => Promise<IChoice | null>;
    account: Pick<NotebookAccount, 'hasVault' | 'store' | 'use'>;
    trans: TranslationBundle;
  }
}
