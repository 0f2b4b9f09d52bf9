import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import type { ConsolePanel } from '@jupyterlab/console';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Menu } from '@lumino/widgets';

import { CommandIDs, IViewCommands } from '../commands';
import { attachmentOf } from '../notebook';
import { IAttachments, IClusters } from '../tokens';
import { AttachmentButton } from '../toolbar';

type Panel = NotebookPanel | ConsolePanel;

/**
 * Adds the button to the toolbars of notebooks and consoles, at the place that the schema of the same name gives.
 */
export const toolbarPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-saturn:toolbar',
  description:
    'The button in the toolbar of notebooks and consoles that shows their attachment.',
  autoStart: true,
  requires: [IClusters, IAttachments, IViewCommands, IToolbarWidgetRegistry],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    clusters: IClusters,
    attachments: IAttachments,
    commands: IViewCommands,
    toolbars: IToolbarWidgetRegistry,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const openMenu = (panel: Panel, node: HTMLElement): void => {
      if (app.shell.currentWidget !== panel) {
        app.shell.activateById(panel.id); // the commands act on the current notebook
      }
      void clusters.refresh();
      const menu = new Menu({ commands });
      const attached = attachmentOf(panel, attachments);
      const isLinked = attached !== null && attached.state !== 'detached';
      const known = clusters.snapshot?.clusters ?? [];
      if (known.length === 0) {
        menu.addItem({ command: CommandIDs.attach }); // it finds out first
      }
      for (const cluster of known) {
        const isOver =
          attached?.state === 'lost' || attached?.state === 'failed';
        const isThis = !isOver && attached?.cluster?.id === cluster.id;
        if (!isThis && cluster.status !== 'stopping') {
          menu.addItem({
            command: CommandIDs.attach,
            args: { clusterId: cluster.id }
          });
        }
      }
      menu.addItem({ type: 'separator' });
      if (isLinked) {
        menu.addItem({ command: CommandIDs.compareVersions });
        menu.addItem({ command: CommandIDs.detach });
      }
      menu.addItem({ command: CommandIDs.openPanel });
      const { left, bottom } = node.getBoundingClientRect();
      menu.aboutToClose.connect(() => {
        node.querySelector('button')?.focus();
        setTimeout(() => menu.dispose());
      });
      menu.open(left, bottom);
    };
    const makeButton = (panel: Panel): AttachmentButton =>
      new AttachmentButton({
        clusters,
        attachments,
        attachment: () => attachmentOf(panel, attachments),
        onClick: node => openMenu(panel, node),
        trans
      });
    for (const factory of ['Notebook', 'ConsolePanel']) {
      toolbars.addFactory<Panel>(factory, 'saturn', makeButton);
    }
  }
};
