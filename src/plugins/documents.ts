import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IConsoleTracker } from '@jupyterlab/console';
import { INotebookTracker } from '@jupyterlab/notebook';

import { Documents, IDocuments } from '../current';
import { IAttachments } from '../tokens';

/**
 * Provides the notebook or console that the user works with.
 */
export const documentsPlugin: JupyterFrontEndPlugin<IDocuments> = {
  id: 'jupyterlab-saturn:documents',
  description: 'The notebook or console that the user works with.',
  autoStart: true,
  provides: IDocuments,
  requires: [IAttachments, INotebookTracker],
  optional: [IConsoleTracker],
  activate: (
    app: JupyterFrontEnd,
    attachments: IAttachments,
    notebooks: INotebookTracker,
    consoles: IConsoleTracker | null
  ): IDocuments =>
    new Documents({ shell: app.shell, attachments, notebooks, consoles })
};
