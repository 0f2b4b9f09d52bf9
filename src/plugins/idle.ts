import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ISaturnAPI } from '../apitoken';
import { CommandIDs, IViewCommands } from '../commands';
import { CLUSTER_ARGS } from '../commandwords';
import { IdleAlerts, KEEP } from '../idlealerts';
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
    app: JupyterFrontEnd,
    api: ISaturnAPI,
    clusters: IClusters,
    commands: IViewCommands,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const notices = new Notices(trans);
    commands.addCommand(KEEP, {
      label: trans.__('Keep Cluster Running'),
      describedBy: { args: CLUSTER_ARGS },
      execute: ({ clusterId }) =>
        api
          .keep(typeof clusterId === 'string' ? clusterId : '')
          .then(() => clusters.refresh({ look: false }))
          .catch((error: unknown) => notices.tell(toProblem(error, trans)))
    });
    new IdleAlerts(clusters, (cluster, alert) => {
      const args = { clusterId: cluster.id };
      // The server's moment, by the clock of this machine.
      const skew = Date.now() - api.now();
      const deadline = alert.deadline
        ? new Date(Date.parse(alert.deadline) + skew)
        : null;
      const isLocal = clusters.snapshot?.local ?? false;
      return notices.tellIdle(
        cluster,
        alert,
        { deadline, isLocal },
        {
          keep: () => void commands.execute(KEEP, args),
          stop: () => void commands.execute(CommandIDs.stop, args)
        }
      );
    });
    // An alert may be older than the page.
    void app.restored.then(() => clusters.refresh({ look: false }));
  }
};
