import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { Event } from '@jupyterlab/services';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Clusters } from '../model';
import { ISaturnAPI } from '../api';
import { IClusters } from '../tokens';

/**
 * The schema of the server's event that says that the state has changed.
 */
const EVENT = 'https://jupyterlab-saturn.readthedocs.io/events/clusters/v1';

/**
 * Provides the model of the clusters, and keeps it fresh by the server's events.
 */
export const clustersPlugin: JupyterFrontEndPlugin<IClusters> = {
  id: 'jupyterlab-saturn:clusters',
  description: 'The model of the Dask clusters of a Saturn.',
  autoStart: true,
  provides: IClusters,
  requires: [ISaturnAPI],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    api: ISaturnAPI,
    translator: ITranslator | null
  ): IClusters => {
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
