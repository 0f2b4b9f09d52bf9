import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ISaturnAPI } from '../apitoken';

/**
 * Provides the REST interface of our server extension.
 */
export const apiPlugin: JupyterFrontEndPlugin<ISaturnAPI> = {
  id: 'jupyterlab-saturn:api',
  description: 'The REST interface of the Saturn server extension.',
  provides: ISaturnAPI,
  optional: [ITranslator],
  activate: async (
    app: JupyterFrontEnd,
    translator: ITranslator | null
  ): Promise<ISaturnAPI> => {
    const { SaturnAPI } = await import('../api');
    return new SaturnAPI({
      serverSettings: app.serviceManager.serverSettings,
      trans: (translator ?? nullTranslator).load('jupyterlab_saturn')
    });
  }
};
