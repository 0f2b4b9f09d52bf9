import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import React from 'react';

import { describeCommands } from '../commandwords';
import { IEntrance } from '../entrance';
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
  requires: [IEntrance, IClusters, ISidebarSections],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    entrance: IEntrance,
    clusters: IClusters,
    sections: ISidebarSections,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const { serverSettings } = app.serviceManager;
    const api = new LogAPI({ serverSettings, trans });
    const panes = new LogPanes({
      api,
      clusters,
      shell: app.shell,
      tracker: entrance.logs,
      trans
    });
    let isRestored = false;
    void app.restored.then(() => {
      isRestored = true;
    });
    const words = describeCommands(trans)[SHOW];
    entrance.commands.addCommand(SHOW, {
      ...words,
      describedBy: words.describedBy,
      // A pane of before a reload comes back before its cluster is known.
      execute: ({ clusterId }) =>
        !isRestored && typeof clusterId === 'string'
          ? panes.open(clusterId)
          : panes.openListed(clusterId)
    });
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
