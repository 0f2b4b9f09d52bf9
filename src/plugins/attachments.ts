import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ISaturnAPI } from '../api';
import { Attachments } from '../attachments';
import { ClusterCalls } from '../clustercalls';
import { Dialogs } from '../dialogs';
import { SETTINGS_ID, stringSetting } from '../preferences';
import { IAttachments, IClusters } from '../tokens';

/**
 * Provides the attachments, and has them follow the kernels of the notebooks.
 */
export const attachmentsPlugin: JupyterFrontEndPlugin<IAttachments> = {
  id: 'jupyterlab-saturn:attachments',
  description: 'The links between kernels and Dask clusters.',
  autoStart: true,
  provides: IAttachments,
  requires: [ISaturnAPI, IClusters, INotebookTracker],
  optional: [ISettingRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    api: ISaturnAPI,
    clusters: IClusters,
    notebooks: INotebookTracker,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): IAttachments => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    let settings: ISettingRegistry.ISettings | null = null;
    registry
      ?.load(SETTINGS_ID)
      .then(loaded => {
        settings = loaded;
      })
      .catch(error => console.error('Saturn settings did not load.', error));
    const attachments = new Attachments({
      clusters,
      sign: (id, question, signal) => api.certificate(id, question, signal),
      variable: () => stringSetting(settings, 'clientName', 'client'),
      clusterVariable: () => stringSetting(settings, 'clusterName', 'cluster'),
      trans
    });
    const dialogs = new Dialogs(trans);
    const calls = new ClusterCalls({
      attachments,
      clusters,
      confirmStop: cluster => dialogs.confirmLoss(cluster, 'stop'),
      trans
    });
    attachments.followed.connect((_, connection) => calls.follow(connection));
    attachments.changed.connect(() => {
      clusters.isFollowed = attachments.active.length > 0;
    });
    const follow = (panel: NotebookPanel): void => {
      const kernel = panel.sessionContext.session?.kernel;
      if (kernel) {
        attachments.follow(kernel, panel.context.path);
      }
    };
    notebooks.widgetAdded.connect((_, panel) => {
      follow(panel);
      panel.sessionContext.kernelChanged.connect(() => follow(panel));
      panel.context.pathChanged.connect(() => follow(panel));
    });
    return attachments;
  }
};
