import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import React from 'react';

import { CLUSTER_ARGS } from '../commands';
import { LogAPI } from '../logs/api';
import { LogPanes } from '../logs/panes';
import { LogSection } from '../logs/section';
import { ISidebarSections } from '../sidebar/sections';
import { IClusters } from '../tokens';

/**
 * The id of the command.
 */
const SHOW = 'saturn:show-logs';

/**
 * The place of the section among those of the sidebar: right below the cluster's own buttons.
 */
const RANK = 50;

/**
 * Shows what clusters' processes wrote. The menu is in the schema of the same name.
 */
export const logsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-saturn:logs',
  description: 'The logs of Dask clusters.',
  autoStart: true,
  requires: [IClusters, ISidebarSections],
  optional: [ILayoutRestorer, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    clusters: IClusters,
    sections: ISidebarSections,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const { serverSettings } = app.serviceManager;
    const api = new LogAPI({ serverSettings, trans });
    const panes = new LogPanes({ api, clusters, shell: app.shell, trans });
    let isRestored = false;
    void app.restored.then(() => {
      isRestored = true;
    });
    app.commands.addCommand(SHOW, {
      label: trans.__('Show Cluster Logs'),
      caption: trans.__('Show what the scheduler and the workers wrote'),
      describedBy: { args: CLUSTER_ARGS },
      // A pane of before a reload comes back before its cluster is known.
      execute: ({ clusterId }) =>
        !isRestored && typeof clusterId === 'string'
          ? panes.open(clusterId)
          : panes.openListed(clusterId)
    });
    void restorer?.restore(panes.tracker, {
      command: SHOW,
      args: pane => ({ clusterId: pane.content.clusterId }),
      name: pane => pane.content.clusterId
    });
    palette?.addItem({ command: SHOW, category: trans.__('Saturn') });
    sections.add({
      id: 'logs',
      rank: RANK,
      draw: cluster => (
        <LogSection
          cluster={cluster}
          onOpen={() => void panes.open(cluster.id)}
          trans={trans}
        />
      )
    });
  }
};
