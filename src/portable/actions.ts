import { PathExt } from '@jupyterlab/coreutils';
import type { INotebookContent } from '@jupyterlab/nbformat';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IConnectOptions, INames } from '../cells';
import type { Dialogs } from '../dialogs';
import { isPythonNotebook } from '../modernise/notebook';
import { toProblem } from '../problem';
import { readNotebook } from '../recipes/sharednotebook';
import type { IClusterRef } from '../tokens';
import { sentences } from '../words';
import { portableName } from './names';

/** How many names are tried for a copy. */
const MOST_NAMES = 100;

/**
 * What the command to export a notebook does.
 */
export class ExportActions {
  constructor(options: ExportActions.IOptions) {
    this._options = options;
  }

  /**
   * Put a copy that runs on other platforms beside a notebook, unless a token would leave with it. Never rejects.
   */
  async export(panel: NotebookPanel): Promise<void> {
    const { dialogs, trans } = this._options;
    try {
      await panel.context.ready;
      const reason = await this._obstacle(panel);
      if (reason) {
        await this._refuse(panel, reason);
        return;
      }
      const copy = await this._copy(panel);
      const path = await this._write(panel.context.path, copy);
      this._options.tell(trans.__('Exported as %1.', PathExt.basename(path)));
    } catch (error) {
      const problem = toProblem(error, trans);
      await dialogs.refuse(
        trans.__('The notebook was not exported'),
        sentences(problem.title, problem.reason, problem.hint)
      );
    }
  }

  /**
   * Say what is in the way: a token, an old recipe that works nowhere, or another language; null is nothing.
   */
  private async _obstacle(
    panel: NotebookPanel
  ): Promise<'token' | 'recipe' | 'language' | null> {
    const notebook = readNotebook(panel.context.model.sharedModel);
    if (!isPythonNotebook(notebook)) {
      return 'language';
    }
    const { recognise } = await import('../modernise');
    const { recipe, tokens } = recognise(notebook);
    // Outputs stay here, so that a token in nothing but an output does not leave.
    if (tokens.some(({ place }) => place.part !== 'output')) {
      return 'token';
    }
    return recipe?.obstacle === null ? 'recipe' : null;
  }

  private async _refuse(
    panel: NotebookPanel,
    reason: 'token' | 'recipe' | 'language'
  ): Promise<void> {
    const { dialogs, offerWayOut, trans } = this._options;
    const title = trans.__('%1 was not exported', panel.title.label);
    if (reason === 'language') {
      return dialogs.refuse(
        title,
        trans.__('Only notebooks in Python can connect to a Dask cluster.')
      );
    }
    const body =
      reason === 'token'
        ? trans.__(
            'It holds a Saturn token, which would leave with the copy. Take it out, then export again.'
          )
        : trans.__(
            'It connects to Saturn in a way that works no longer. Modernise it, then export again.'
          );
    const accept =
      reason === 'token' ? trans.__('Take It Out…') : trans.__('Modernise…');
    if (await offerWayOut({ title, body, accept, trans })) {
      await this._options.modernise(panel);
    }
  }

  private async _copy(panel: NotebookPanel): Promise<INotebookContent> {
    const { connectCell, installCell, stopCell } = await import('../cells');
    const { portableCopy } = await import('./copy');
    const names = this._options.names();
    const cluster = this._options.clusterOf(panel);
    const connect: IConnectOptions = {
      baseUrl: cluster?.base_url ?? null,
      clusterId: cluster?.id ?? null,
      clusterName: cluster?.name ?? null,
      projectId: cluster?.project_id ?? null,
      names
    };
    const content = panel.context.model.toJSON() as INotebookContent; // it is a notebook's model
    return portableCopy(
      content,
      {
        install: installCell({ withDaskSaturn: true }),
        connect: connectCell(connect),
        stop: stopCell({ names })
      },
      cluster && {
        schema: 1,
        base_url: cluster.base_url,
        project_id: cluster.project_id,
        cluster_id: cluster.id,
        cluster_name: cluster.name
      }
    );
  }

  /**
   * Write a new file beside another one.
   *
   * #### Notes
   * It gets its name when it is whole, by a renaming, which never takes the place of another file.
   *
   * @returns Its path.
   */
  private async _write(
    beside: string,
    content: INotebookContent
  ): Promise<string> {
    const { contents } = this._options;
    const folder = PathExt.dirname(beside);
    const made = await contents.newUntitled({ path: folder, type: 'notebook' });
    try {
      await contents.save(made.path, {
        type: 'notebook',
        format: 'json',
        content
      });
      for (let count = 0; ; count++) {
        const name = portableName(PathExt.basename(beside), count);
        const path = PathExt.join(folder, name);
        try {
          await contents.rename(made.path, path);
          return path;
        } catch (error) {
          if (!isTaken(error) || count >= MOST_NAMES) {
            throw error;
          }
        }
      }
    } catch (error) {
      await contents.delete(made.path).catch(() => undefined); // the first error is the one to tell
      throw error;
    }
  }

  private readonly _options: ExportActions.IOptions;
}

/**
 * Whether a file was not renamed because another one has that name.
 */
function isTaken(error: unknown): boolean {
  return (
    error instanceof ServerConnection.ResponseError &&
    error.response.status === 409
  );
}

/**
 * A namespace for `ExportActions` statics.
 */
export namespace ExportActions {
  /**
   * The options of the actions.
   */
  export interface IOptions {
    contents: Pick<
      Contents.IManager,
      'newUntitled' | 'save' | 'rename' | 'delete'
    >;
    dialogs: Dialogs;
    /** Say what is in the way; returns whether the user takes the way out. */
    offerWayOut: (options: {
      title: string;
      body: string;
      accept: string;
      trans: TranslationBundle;
    }) => Promise<boolean>;
    /** Make a notebook modern. Never rejects. */
    modernise: (panel: NotebookPanel) => Promise<void>;
    /** Return the cluster that a notebook belongs to, or null. */
    clusterOf: (panel: NotebookPanel) => IClusterRef | null;
    /** Return the names of the client and the cluster object in the settings. */
    names: () => INames;
    /** Say that something was done. */
    tell: (message: string) => void;
    trans: TranslationBundle;
  }
}
