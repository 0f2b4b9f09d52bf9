import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { Event } from '@jupyterlab/services';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ISaturnAPI } from '../apitoken';
import { EVENT } from '../firstuse';
import { IClusters } from '../tokens';

/**
 * Provides the model of the clusters, and keeps it fresh by the server's events.
 */
export const clustersPlugin: JupyterFrontEndPlugin<IClusters> = {
  id: 'jupyterlab-saturn:clusters',
  description: 'The model of the Dask clusters of a Saturn.',
  provides: IClusters,
  requires: [ISaturnAPI],
  optional: [ITranslator],
  activate: async (
    app: JupyterFrontEnd,
    api: ISaturnAPI,
    translator: ITranslator | null
  ): Promise<IClusters> => {
    const { Clusters } = await import('../model');
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const clusters = new Clusters({ api, trans });
    const isSeen = (): boolean => clusters.isActive && !document.hidden;
    const onEvent = (_: unknown, emission: Event.Emission): void => {
      // Also with the panel closed: an idle cluster is told of wherever the user works.
      const isHeard = !document.hidden || clusters.isFollowed;
      if (emission.schema_id === EVENT && isHeard) {
        void clusters.refresh({ look: isSeen() });
      }
    };
    document.addEventListener('visibilitychange', () => {
      if (isSeen()) {
        void clusters.refresh(); // the heartbeat rested meanwhile
      }
    });
    app.serviceManager.events.stream.connect(onEvent);
    return clusters;
  }
};
