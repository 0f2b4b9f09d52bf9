import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ISaturnAPI } from '../apitoken';
import type { Fields } from '../entrance';
import { IEntrance } from '../entrance';
import { connectionSettings, SETTINGS_ID } from '../preferences';
import { toProblem } from '../problem';
import { CommandIDs } from '../commands';
import { ICredentials } from '../signin/credentials';
import { makeFields } from '../signin/fields';
import type { ISignInSources } from '../signin/view';
import { IClusters } from '../tokens';

/**
 * Passes the settings on to our server, and draws the fields that it has a say in.
 */
export const settingsPlugin: JupyterFrontEndPlugin<void> = {
  id: SETTINGS_ID,
  description:
    'The settings of Saturn, and the drawing of some of their fields.',
  autoStart: true,
  requires: [IEntrance, ISaturnAPI, IClusters, ICredentials],
  optional: [ISettingRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    entrance: IEntrance,
    api: ISaturnAPI,
    clusters: IClusters,
    credentials: ICredentials,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const options = { credentials, clusters, trans };
    entrance.fields.resolve(fieldsOf(app, registry, options));
    let sent = '';
    const send = async (
      settings: ISettingRegistry.ISettings
    ): Promise<void> => {
      const values = connectionSettings(settings);
      // A server that was restarted knows nothing of them any more.
      const text = JSON.stringify([clusters.snapshot?.instance, values]);
      if (text === sent) {
        return;
      }
      try {
        await api.connect(values);
        sent = text;
      } finally {
        clusters.configured();
      }
      if (clusters.snapshot) {
        await clusters.refresh();
      }
    };
    const sendQuietly = (settings: ISettingRegistry.ISettings): void =>
      void send(settings).catch((error: unknown) => {
        const problem = toProblem(error, trans);
        Notification.error(`${problem.title}. ${problem.hint}`);
      });
    void app.restored.then(async () => {
      const settings = await registry?.load(SETTINGS_ID).catch(() => null);
      if (settings) {
        settings.changed.connect(sendQuietly);
        sendQuietly(settings);
        let instance: string | undefined;
        clusters.changed.connect(() => {
          const now = clusters.snapshot?.instance;
          if (instance && now !== instance) {
            sendQuietly(settings);
          }
          instance = now;
        });
      } else {
        clusters.configured();
      }
    });
  }
};

/**
 * Make what the settings editor draws.
 */
function fieldsOf(
  app: JupyterFrontEnd,
  registry: ISettingRegistry | null,
  sources: ISignInSources
): Fields {
  return makeFields({
    ...sources,
    setProject: value =>
      void registry
        ?.set(SETTINGS_ID, 'project', value)
        .catch(error => console.error('The project was not saved.', error)),
    forget: () => void app.commands.execute(CommandIDs.signOut)
  });
}
