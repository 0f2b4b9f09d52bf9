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
        api.certificate(cluster.id, question, signal),
      variable: () => stringSetting(settings, 'clientName', 'client'),
      trans: (translator ?? nullTranslator).load('jupyterlab_saturn')
    });
    attachments.changed.connect(() => {
      clusters.isFollowed = attachments.active.length > 0;
    });
    // Another tab that uses the same kernel has to be told: our messages leave no trace that it sees.
    const { baseUrl } = app.serviceManager.serverSettings;
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
    const follow = (context: ISessionContext, path: () => string): void => {
      const use = (): void => {
        const kernel = context.session?.kernel;
        if (kernel) {
          attachments.follow(kernel, path());
        }
      };
      use();
      context.kernelChanged.connect(use);
      context.propertyChanged.connect(use); // its name or path
    };
    notebooks.widgetAdded.connect((_, panel) =>
      follow(panel.sessionContext, () => panel.context.path)
    );
    consoles?.widgetAdded.connect((_, panel) =>
      follow(panel.sessionContext, () => consolePath(panel))
    );
    return attachments;
  }
};
