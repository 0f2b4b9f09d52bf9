import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ISaturnAPI } from '../apitoken';
import { Dialogs } from '../dialogs';
import { IEntrance } from '../entrance';
import { attachmentOf, readMetadata } from '../notebook';
import { ExportActions } from '../portable/actions';
import { booleanSetting, loadSettings, variableNames } from '../preferences';
import { NotebookAccount } from '../recipes/account';
import { ModerniseActions } from '../recipes/actions';
import { addRecipeCommands, RecipeCommandIDs } from '../recipes/commands';
import { askModernise, offerWayOut } from '../recipes/dialog';
import { Notices } from '../recipes/notices';
import { NotebookWatch } from '../recipes/watch';
import { ICredentials } from '../signin/credentials';
import { IAttachments, IClusters } from '../tokens';

/**
 * Makes old notebooks modern, watches over tokens in them, and exports them. It works without our server, too.
 */
export const recipesPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-saturn:recipes',
  description: 'Makes notebooks with old recipes modern, and exports them.',
  autoStart: true,
  requires: [IEntrance, INotebookTracker],
  optional: [
    ISaturnAPI,
    ICredentials,
    IClusters,
    IAttachments,
    ISettingRegistry,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    entrance: IEntrance,
    notebooks: INotebookTracker,
    api: ISaturnAPI | null,
    credentials: ICredentials | null,
    clusters: IClusters | null,
    attachments: IAttachments | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const dialogs = new Dialogs(trans);
    const notices = new Notices(trans);
    const settings = loadSettings(registry);
    const names = () => variableNames(settings.now);
    const account = new NotebookAccount({
      api,
      credentials,
      setProject: async id => settings.now?.set('project', id),
      trans
    });
    const actions = new ModerniseActions({
      account,
      clusters,
      dialogs,
      notices,
      names,
      ask: askModernise,
      trans
    });
    const exports = new ExportActions({
      contents: app.serviceManager.contents,
      dialogs,
      offerWayOut,
      modernise: panel => actions.modernise(panel),
      clusterOf: panel =>
        (attachments && attachmentOf(panel, attachments)?.cluster) ??
        readMetadata(panel),
      names,
      tell: message => notices.tell(message),
      trans
    });
    addRecipeCommands(entrance.commands, {
      actions,
      exports,
      current: () => notebooks.currentWidget,
      trans
    });
    notifyWith(app, notebooks);
    const watch = new NotebookWatch({
      notices,
      modernise: panel => actions.modernise(panel),
      isGuarding: () => booleanSetting(settings.now, 'saveGuard', true)
    });
    void settings.settled.then(() => {
      notebooks.forEach(panel => watch.add(panel));
      notebooks.widgetAdded.connect((_, panel) => watch.add(panel));
    });
  }
};

function notifyWith(app: JupyterFrontEnd, notebooks: INotebookTracker): void {
  for (const command of Object.values(RecipeCommandIDs)) {
    notebooks.currentChanged.connect(() =>
      app.commands.notifyCommandChanged(command)
    );
  }
}
