import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ISaturnAPI } from '../apitoken';
import { LeakedToken } from '../leakedtoken';
import { SETTINGS_ID } from '../preferences';
import { toProblem } from '../problem';

/**
 * Takes a token out of the settings, at the start and whenever one gets there.
 */
export const leakedTokenPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-saturn:leaked-token',
  description: 'Moves a token out of the settings.',
  autoStart: true,
  requires: [ISaturnAPI, ISettingRegistry],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    api: ISaturnAPI,
    registry: ISettingRegistry,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const start = (settings: ISettingRegistry.ISettings): void => {
      const leaked = new LeakedToken({
        settings,
        rescue: (token, baseUrl) => api.rescue(token, baseUrl),
        tell: message => Notification.warning(message, { autoClose: false }),
        trans
      });
      const check = (): void =>
        void leaked.check().catch((error: unknown) => {
          const problem = toProblem(error, trans);
          Notification.error(`${problem.title}. ${problem.hint}`);
        });
      settings.changed.connect(check);
      check();
    };
    void app.restored
      .then(() => registry.load(SETTINGS_ID))
      .then(start, () => {
        // The reason may repeat what the file holds.
        Notification.error(
          trans.__(
            'The settings of Saturn cannot be read, so the defaults are used. Repair their file and reload the page.'
          )
        );
      });
  }
};
