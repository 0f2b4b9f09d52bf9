import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { Actions } from '../actions';
import { ISaturnAPI } from '../apitoken';
import { addCommands, IViewCommands } from '../commands';
import { Dialogs } from '../dialogs';
import { IDocuments } from '../current';
import { IEntrance } from '../entrance';
import { SETTINGS_TITLE } from '../preferences';
import { PANEL_ID } from '../sidebar/panel';
import { SignInActions } from '../signin/actions';
import { ICredentials } from '../signin/credentials';
import { askSignIn } from '../signin/dialog';
import { IAttachments, IClusters } from '../tokens';
import { VersionDialogs } from '../versiondialogs';
import { WaysOut } from '../waysout';

/**
 * Gives every command its action, and once more for our own views. The menus are in the schema
 * of the same name.
 */
export const commandsPlugin: JupyterFrontEndPlugin<IViewCommands> = {
  id: 'jupyterlab-saturn:commands',
  description: 'The commands on Dask clusters, their menu entries.',
  autoStart: true,
  provides: IViewCommands,
  requires: [
    IEntrance,
    ISaturnAPI,
    IClusters,
    IAttachments,
    IDocuments,
    ICredentials
  ],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    entrance: IEntrance,
    api: ISaturnAPI,
    clusters: IClusters,
    attachments: IAttachments,
    documents: IDocuments,
    credentials: ICredentials,
    translator: ITranslator | null
  ): IViewCommands => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const dialogs = new Dialogs(trans);
    const actions = new Actions({
      clusters,
      dialogs,
      waysOut: waysOutOf(api, clusters, dialogs, trans),
      current: () => documents.current,
      trans
    });
    const signIn = new SignInActions({
      credentials,
      dialogs,
      ask: () => askSignIn({ credentials, clusters, trans }),
      trans
    });
    const options = {
      actions,
      signIn: () => signIn.signIn(),
      signOut: () => signIn.signOut(),
      clusters,
      openPanel: () => app.shell.activateById(PANEL_ID),
      openSettings: () => {
        if (app.commands.hasCommand('settingeditor:open')) {
          void app.commands.execute('settingeditor:open', {
            query: SETTINGS_TITLE
          });
        } else {
          // Notebook 7 has the editor on its tree page only.
          void dialogs.refuse(
            trans.__('The settings are on another page'),
            trans.__(
              'Open the file browser of Jupyter and there Settings, Settings Editor, Saturn.'
            )
          );
        }
      },
      trans
    };
    const own = new CommandRegistry();
    addCommands(entrance.commands, { ...options, origin: 'command' });
    addCommands(own, { ...options, origin: 'view' });
    const notify = (): void => app.commands.notifyCommandChanged();
    attachments.changed.connect(notify);
    documents.changed.connect(notify);
    return own;
  }
};

function waysOutOf(
  api: ISaturnAPI,
  clusters: IClusters,
  dialogs: Dialogs,
  trans: TranslationBundle
): WaysOut {
  return new WaysOut({
    clusters,
    dialogs,
    versionDialogs: new VersionDialogs(trans),
    match: (clusterId, kernelId) => api.match(clusterId, kernelId),
    trans
  });
}
