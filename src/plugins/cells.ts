import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CellActions } from '../cellactions';
import { addCellCommands, CellCommandIDs } from '../cellcommands';
import { ClusterDrag } from '../clusterdrag';
import { Dialogs } from '../dialogs';
import { IEntrance } from '../entrance';
import { loadSettings, variableNames } from '../preferences';
import { IAttachments, IClusters } from '../tokens';

/**
 * Puts portable cells into notebooks. The menus are in the schema of the same name.
 */
export const cellsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-saturn:cells',
  description: 'Cells that connect to a Dask cluster in any notebook.',
  autoStart: true,
  requires: [IEntrance, IClusters, IAttachments, INotebookTracker],
  optional: [ISettingRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    entrance: IEntrance,
    clusters: IClusters,
    attachments: IAttachments,
    notebooks: INotebookTracker,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const settings = loadSettings(registry);
    const actions = new CellActions({
      attachments,
      clusters,
      dialogs: new Dialogs(trans),
      current: () => notebooks.currentWidget,
      open: () => notebooks.filter(() => true),
      names: () => variableNames(settings.now),
      trans
    });
    addCellCommands(entrance.commands, actions, trans);
    for (const command of Object.values(CellCommandIDs)) {
      notebooks.currentChanged.connect(() =>
        app.commands.notifyCommandChanged(command)
      );
    }
    new ClusterDrag({
      node: app.shell.node,
      write: id => actions.connectCell(id),
      dropped: (cellId, clusterId) => void actions.settle(cellId, clusterId)
    });
  }
};
