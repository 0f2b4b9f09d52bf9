import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import React, { lazy, Suspense } from 'react';

import { IViewCommands } from '../commands';
import { ISidebarSections } from '../sidebar/sections';
import { SizingCommandIDs } from '../sizing/commands';
import type { ICluster } from '../tokens';
import { IClusters } from '../tokens';

/**
 * Adds what goes on in the opened cluster to the sidebar; it is loaded at the first look.
 */
export const clusterViewPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-saturn:cluster-view',
  description: 'Workers, figures and definition of the opened Dask cluster.',
  autoStart: true,
  requires: [ISidebarSections, IClusters, IViewCommands],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    sections: ISidebarSections,
    clusters: IClusters,
    commands: IViewCommands,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const { serverSettings } = app.serviceManager;
    const actions = {
      edit: (clusterId: string) =>
        void commands.execute(SizingCommandIDs.edit, { clusterId }),
      remove: (clusterId: string) =>
        void commands.execute(SizingCommandIDs.remove, { clusterId }),
      create: () => void commands.execute(SizingCommandIDs.create)
    };
    const View = lazy(async () => {
      const [{ ClusterView }, { Monitor }, { WorkersAPI }] = await Promise.all([
        import('../clusterview/view'),
        import('../clusterview/monitor'),
        import('../clusterview/workers')
      ]);
      const api = new WorkersAPI({ serverSettings, trans });
      const monitor = new Monitor({ api, trans });
      return {
        default: (props: { cluster: ICluster }) => (
          <ClusterView {...props} {...{ actions, clusters, monitor, trans }} />
        )
      };
    });
    sections.add({
      id: 'cluster-view',
      rank: 100,
      draw: cluster => (
        <Suspense>
          <View cluster={cluster} />
        </Suspense>
      )
    });
  }
};
