import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { AutoAttach } from '../autoattach';
import { Dialogs } from '../dialogs';
import { SETTINGS_ID } from '../preferences';
import { IAttachments, IClusters } from '../tokens';

/**
 * Attaches notebooks that name a cluster when they open, or offers to.
 */
export const autoAttachPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-saturn:auto-attach',
  description: 'Attaches notebooks that name a cluster, or offers to.',
  autoStart: true,
  requires: [IClusters, IAttachments, INotebookTracker, ISettingRegistry],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    clusters: IClusters,
    attachments: IAttachments,
    notebooks: INotebookTracker,
    registry: ISettingRegistry,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    registry
      .load(SETTINGS_ID)
      .then(settings => {
        const auto = new AutoAttach({
          clusters,
          attachments,
          settings,
          dialogs: new Dialogs(trans)
        });
        notebooks.forEach(panel => auto.consider(panel));
        notebooks.widgetAdded.connect((_, panel) => auto.consider(panel));
      })
      .catch(error => console.error('Saturn settings did not load.', error));
  }
};
