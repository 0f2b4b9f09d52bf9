import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRunningSessionManagers } from '@jupyterlab/running';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs, IViewCommands } from '../commands';
import { Notices } from '../notices';
import { toProblem } from '../problem';
import { RunningClusters } from '../running';
import { IClusters } from '../tokens';

/**
 * Adds the clusters to JupyterLab's running terminals and kernels.
 */
export const runningPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-saturn:running',
  description: 'The running Dask clusters among terminals and kernels.',
  autoStart: true,
  requires: [IClusters, IViewCommands],
  optional: [IRunningSessionManagers, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    clusters: IClusters,
    commands: IViewCommands,
    managers: IRunningSessionManagers | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const notices = new Notices(trans);
    managers?.add(
      new RunningClusters({
        clusters,
        open: id => {
          clusters.select(id);
          void app.commands.execute(CommandIDs.openPanel);
        },
        stop: clusterId =>
          void commands.execute(CommandIDs.stop, { clusterId }),
        stopNow: id =>
          void clusters
            .act(id, 'stop')
            .catch((error: unknown) => notices.tell(toProblem(error, trans))),
        trans
      })
    );
  }
};
