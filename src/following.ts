import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ISessionContext } from '@jupyterlab/apputils';
import type { ConsolePanel, IConsoleTracker } from '@jupyterlab/console';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { ITranslator } from '@jupyterlab/translation';
import { nullTranslator } from '@jupyterlab/translation';

import type { ISaturnAPI } from './apitoken';
import { Attachments } from './attachments';
import { ClusterCalls } from './clustercalls';
import { Dialogs } from './dialogs';
import { consolePath } from './notebook';
import { loadSettings, stringSetting } from './preferences';
import type { IAttachments, IClusters } from './tokens';

/**
 * Make the attachments, and have them follow the kernels of notebooks and consoles.
 */
export function makeAttachments(options: {
  app: JupyterFrontEnd;
  api: ISaturnAPI;
  clusters: IClusters;
  notebooks: INotebookTracker;
  consoles: IConsoleTracker | null;
  registry: ISettingRegistry | null;
  translator: ITranslator | null;
}): IAttachments {
  const { app, api, clusters, notebooks, consoles, registry, translator } =
    options;
  const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
  const settings = loadSettings(registry);
  const attachments = new Attachments({
    clusters,
    sign: (cluster, question, signal) =>
      api.certificate(cluster, question, signal),
    variable: () => stringSetting(settings.now, 'clientName', 'client'),
    clusterVariable: () =>
      stringSetting(settings.now, 'clusterName', 'cluster'),
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
  const followNotebook = (panel: NotebookPanel): void =>
    follow(attachments, panel.sessionContext, () => panel.context.path);
  const followConsole = (panel: ConsolePanel): void =>
    follow(attachments, panel.sessionContext, () => consolePath(panel));
  notebooks.forEach(followNotebook);
  notebooks.widgetAdded.connect((_, panel) => followNotebook(panel));
  consoles?.forEach(followConsole);
  consoles?.widgetAdded.connect((_, panel) => followConsole(panel));
  return attachments;
}

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
