import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ISaturnAPI } from '../apitoken';
import { CommandIDs } from '../commands';
import { Dialogs } from '../dialogs';
import { connectionSettings, SETTINGS_ID } from '../preferences';
import { Credentials, ICredentials } from '../signin/credentials';
import { SignInPrompt } from '../signin/prompt';
import { IClusters } from '../tokens';

/**
 * Provides the model of signing in, and asks once when a token is no longer taken.
 */
export const credentialsPlugin: JupyterFrontEndPlugin<ICredentials> = {
  id: 'jupyterlab-saturn:credentials',
  description: 'The model of signing in to Saturn.',
  autoStart: true,
  provides: ICredentials,
  requires: [ISaturnAPI, IClusters, ISettingRegistry],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    api: ISaturnAPI,
    clusters: IClusters,
    registry: ISettingRegistry,
    translator: ITranslator | null
  ): ICredentials => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const dialogs = new Dialogs(trans);
    let loading: Promise<ISettingRegistry.ISettings> | null = null;
    const signIn = (): void => void app.commands.execute(CommandIDs.signIn);
    new SignInPrompt(clusters, problem => dialogs.askSignIn(problem, signIn));
    return new Credentials({
      api,
      clusters,
      useBaseUrl: async baseUrl => {
        loading ??= registry.load(SETTINGS_ID);
        const settings = await loading;
        const wanted = { ...connectionSettings(settings), base_url: baseUrl };
        const connection = await api.connect(wanted);
        // What is kept is how our server wrote it, not what was typed.
        const isUsed = connection.base_url_source === 'settings';
        try {
          await settings.set('baseUrl', isUsed ? connection.base_url : '');
        } catch (error) {
          await api.connect(connectionSettings(settings)); // what is kept is in force
          throw error;
        }
      },
      trans
    });
  }
};
