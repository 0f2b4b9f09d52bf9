import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ISaturnAPI } from '../api';
import { CommandIDs, IViewCommands } from '../commands';
import { IdleAlerts } from '../idlealerts';
import { Notices } from '../notices';
import { toProblem } from '../problem';
import { IClusters } from '../tokens';

/**
 * Tells of clusters that are idle and cost money, with what can be done.
 */
export const idlePlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-saturn:idle',
  description: 'Notices of idle Dask clusters.',
  autoStart: true,
  requires: [ISaturnAPI, IClusters, IViewCommands],
  optional: [ITranslator],
  activate: (
    _: JupyterFrontEnd,
    api: ISaturnAPI,
    clusters: IClusters,
    commands: IViewCommands,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const notices = new Notices(trans);
    const keep = (clusterId: string): void =>
      void api
        .keep(clusterId)
        .then(() => clusters.refresh({ look: false }))
        .catch((error: unknown) => notices.tell(toProblem(error, trans)));
    new IdleAlerts(clusters, (cluster, alert) =>
      notices.tellIdle(cluster, alert, {
        keep: () => keep(cluster.id),
        stop: () =>
          void commands.execute(CommandIDs.stop, { clusterId: cluster.id })
      })
    );
  }
};
