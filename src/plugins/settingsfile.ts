import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ServerConnection } from '@jupyterlab/services';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { SETTINGS_ID } from '../preferences';

/**
 * Says, once for each page, that the file of the settings is not used.
 *
 * #### Notes
 * JupyterLab itself falls back to the defaults without a word when a value does not fit the schema:
 * only the answer for this one plugin holds the server's warning.
 */
export const settingsFilePlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-saturn:settings-file',
  description: 'Tells of a settings file that cannot be read.',
  autoStart: true,
  optional: [ITranslator],
  activate: (app: JupyterFrontEnd, translator: ITranslator | null): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const isUnusable = async (): Promise<boolean> => {
      try {
        const answer = await app.serviceManager.settings.fetch(SETTINGS_ID);
        return 'warning' in answer && !!answer.warning;
      } catch (error) {
        return (
          error instanceof ServerConnection.ResponseError &&
          error.response.status === 500
        );
      }
    };
    void app.restored.then(isUnusable).then(isSo => {
      if (isSo) {
        // The reason may repeat what the file holds.
        Notification.error(
          trans.__(
            'The settings of Saturn cannot be read, so the defaults are used. Repair their file and reload the page.'
          ),
          { autoClose: false }
        );
      }
    });
  }
};
