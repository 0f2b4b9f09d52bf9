import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILabShell } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import React from 'react';

import { WorkersAPI } from '../clusterview/workers';
import { CommandIDs, IViewCommands } from '../commands';
import { DashboardActions } from '../dashboards/actions';
import { DashboardAPI } from '../dashboards/api';
import { addDashboardCommands } from '../dashboards/commands';
import { PlotLists } from '../dashboards/lists';
import { Panes } from '../dashboards/panes';
import type { DashboardPane } from '../dashboards/pane';
import type { Step } from '../dashboards/place';
import type { ISectionActions } from '../dashboards/section';
import { DashboardSection } from '../dashboards/section';
import { Dialogs } from '../dialogs';
import { IEntrance } from '../entrance';
import { ISidebarSections } from '../sidebar/sections';
import type { ICluster } from '../tokens';
import { IClusters } from '../tokens';

/**
 * The place of the section among those of the sidebar.
 */
const RANK = 300;

/**
 * Shows the plots of Dask's dashboards in panes. The menu is in the schema of the same name.
 */
export const dashboardsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-saturn:dashboards',
  description: 'Dask’s dashboards as panes of JupyterLab.',
  autoStart: true,
  requires: [IEntrance, IClusters, IViewCommands, ISidebarSections],
  optional: [ILabShell, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    entrance: IEntrance,
    clusters: IClusters,
    viewCommands: IViewCommands,
    sections: ISidebarSections,
    labShell: ILabShell | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const { serverSettings } = app.serviceManager;
    const api = new DashboardAPI({ serverSettings, trans });
    const lists = new PlotLists({ plots: id => api.plots(id), trans });
    const shared = { api, clusters, lists, trans };
    const onStep = (pane: DashboardPane, step: Step): void =>
      takeStep(pane, step, viewCommands);
    const onTab = (url: string): void => actions.openHosted(url);
    // Only JupyterLab has a main area for panes: Notebook 7 drops them silently.
    const panes =
      labShell &&
      new Panes({
        ...shared,
        shell: labShell,
        tracker: entrance.panes,
        workers: new WorkersAPI({ serverSettings, trans }),
        onStep,
        onTab
      });
    const dialogs = new Dialogs(trans);
    const actions = new DashboardActions({ ...shared, dialogs, panes });
    let isRestored = false;
    void app.restored.then(() => {
      isRestored = true;
    });
    addDashboardCommands(entrance.commands, {
      actions,
      restore: (id, plot) => {
        const isRestoring = panes !== null && !isRestored;
        if (isRestoring) {
          panes.open(id, plot, { activate: false });
        }
        return isRestoring;
      },
      trans
    });
    sections.add({
      id: 'dashboards',
      rank: RANK,
      draw: cluster =>
        cluster.status === 'running' && drawSection(cluster, shared, actions)
    });
  }
};

/**
 * Draw the section of a running cluster.
 */
function drawSection(
  cluster: ICluster,
  options: { lists: PlotLists; trans: TranslationBundle },
  actions: DashboardActions
): JSX.Element {
  const { lists, trans } = options;
  const asked: ISectionActions = {
    load: () => void lists.load(cluster).catch(() => null), // the list says why
    open: plot => void actions.open(cluster, plot),
    openLayout: () => void actions.openLayout({ clusterId: cluster.id }, 'view')
  };
  return (
    <UseSignal signal={lists.changed}>
      {() => (
        <DashboardSection
          key={cluster.id}
          since={cluster.since}
          list={lists.get(cluster)}
          actions={asked}
          trans={trans}
        />
      )}
    </UseSignal>
  );
}

/**
 * Take the step that a pane offers.
 */
function takeStep(
  pane: DashboardPane,
  step: Step,
  commands: IViewCommands
): void {
  switch (step) {
    case 'start':
      void commands.execute(CommandIDs.start, { clusterId: pane.clusterId });
      break;
    case 'sign-in':
      void commands.execute(CommandIDs.signIn);
      break;
    case 'retry':
      pane.retry();
      break;
  }
}
