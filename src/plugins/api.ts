import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ISaturnAPI, SaturnAPI } from '../api';

/**
 * Provides the REST interface of our server extension.
 */
export const apiPlugin: JupyterFrontEndPlugin<ISaturnAPI> = {
  id: 'jupyterlab-saturn:api',
  description: 'The REST interface of the Saturn server extension.',
  autoStart: true,
  provides: ISaturnAPI,
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    translator: ITranslator | null
  ): ISaturnAPI =>
    new SaturnAPI({
      serverSettings: app.serviceManager.serverSettings,
      trans: (translator ?? nullTranslator).load('jupyterlab_saturn')
    })
};
