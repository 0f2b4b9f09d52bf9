import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { ISessionContext } from '@jupyterlab/apputils';
import { IConsoleTracker } from '@jupyterlab/console';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ISaturnAPI } from '../api';
import { Attachments } from '../attachments';
import { ClusterCalls } from '../clustercalls';
import { Dialogs } from '../dialogs';
import { consolePath } from '../notebook';
import { SETTINGS_ID, stringSetting } from '../preferences';
import { IAttachments, IClusters } from '../tokens';

/**
 * Provides the attachments, and has them follow the kernels of notebooks and consoles.
 */
export const attachmentsPlugin: JupyterFrontEndPlugin<IAttachments> = {
  id: 'jupyterlab-saturn:attachments',
  description: 'The links between kernels and Dask clusters.',
  autoStart: true,
  provides: IAttachments,
  requires: [ISaturnAPI, IClusters, INotebookTracker],
  optional: [IConsoleTracker, ISettingRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    api: ISaturnAPI,
    clusters: IClusters,
    notebooks: INotebookTracker,
    consoles: IConsoleTracker | null,
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
      sign: (cluster, question, signal) =>
        api.certificate(cluster, question, signal),
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
    keepTrue(attachments, app.serviceManager.serverSettings.baseUrl);
    notebooks.widgetAdded.connect((_, panel) =>
      follow(attachments, panel.sessionContext, () => panel.context.path)
    );
    consoles?.widgetAdded.connect((_, panel) =>
      follow(attachments, panel.sessionContext, () => consolePath(panel))
    );
    return attachments;
  }
};

/**
 * Have attachments asked again when another tab or a long sleep may have changed them.
 */
function keepTrue(attachments: Attachments, baseUrl: string): void {
  // Another tab that uses the same kernel has to be told: our messages leave no trace that it sees.
  const tabs = new BroadcastChannel(`jupyterlab-saturn:${baseUrl}`);
  tabs.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') {
      attachments.verify(data);
    }
  };
  attachments.settled.connect((_, kernelId) => tabs.postMessage(kernelId));
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) {
      attachments.verify(); // the machine may have slept meanwhile
    }
  });
}

/**
 * Follow the kernels of a document, whichever it has.
 */
function follow(
  attachments: Attachments,
  context: ISessionContext,
  path: () => string
): void {
  const use = (): void => {
    const kernel = context.session?.kernel;
    if (kernel) {
      attachments.follow(kernel, path());
    }
  };
  use();
  context.kernelChanged.connect(use);
  context.propertyChanged.connect(use); // its name or path
}
