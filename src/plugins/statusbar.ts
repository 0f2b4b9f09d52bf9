import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { IDocuments } from '../current';
import { AttachmentStatus } from '../statusbar';
import { IAttachments, IClusters } from '../tokens';

/**
 * Adds the item to the status bar, where there is one.
 */
export const statusBarPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-saturn:status-bar',
  description: 'The attachment of the current document in the status bar.',
  autoStart: true,
  requires: [IClusters, IAttachments, IDocuments],
  optional: [IStatusBar, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    clusters: IClusters,
    attachments: IAttachments,
    documents: IDocuments,
    statusBar: IStatusBar | null,
    translator: ITranslator | null
  ): void => {
    if (!statusBar) {
      return;
    }
    const item = new AttachmentStatus({
      clusters,
      attachments,
      attachment: () => documents.current?.attachment ?? null,
      currentChanged: documents.changed,
      onClick: () => void app.commands.execute(CommandIDs.openPanel),
      trans: (translator ?? nullTranslator).load('jupyterlab_saturn')
    });
    statusBar.registerStatusItem('jupyterlab-saturn:status-bar', {
      item,
      align: 'left',
      rank: 900,
      isActive: () => documents.current !== null,
      activeStateChanged: documents.changed
    });
  }
};
