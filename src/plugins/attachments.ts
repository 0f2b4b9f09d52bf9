import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IConsoleTracker } from '@jupyterlab/console';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator } from '@jupyterlab/translation';

import { ISaturnAPI } from '../apitoken';
import { IAttachments, IClusters } from '../tokens';

/**
 * Provides the attachments, which follow the kernels of notebooks and consoles.
 */
export const attachmentsPlugin: JupyterFrontEndPlugin<IAttachments> = {
  id: 'jupyterlab-saturn:attachments',
  description: 'The links between kernels and Dask clusters.',
  provides: IAttachments,
  requires: [ISaturnAPI, IClusters, INotebookTracker],
  optional: [IConsoleTracker, ISettingRegistry, ITranslator],
  activate: async (
    app: JupyterFrontEnd,
    api: ISaturnAPI,
    clusters: IClusters,
    notebooks: INotebookTracker,
    consoles: IConsoleTracker | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): Promise<IAttachments> => {
    const { makeAttachments } = await import('../following');
    return makeAttachments({
      app,
      api,
      clusters,
      notebooks,
      consoles,
      registry,
      translator
    });
  }
};
