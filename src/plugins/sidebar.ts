import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ISaturnAPI } from '../api';
import { CommandIDs, IViewCommands } from '../commands';
import { IDocuments } from '../current';
import { KEEP } from '../idlealerts';
import { ResourcesAPI } from '../resources';
import { PANEL_ID, SaturnPanel } from '../sidebar/panel';
import { ISidebarSections, SidebarSections } from '../sidebar/sections';
import { ICredentials } from '../signin/credentials';
import { makeSlots } from '../signin/slots';
import { SizingCommandIDs } from '../sizing/commands';
import { IAttachments, IClusters } from '../tokens';

/**
 * Adds the sidebar, to which others add sections.
 */
export const sidebarPlugin: JupyterFrontEndPlugin<ISidebarSections> = {
  id: 'jupyterlab-saturn:sidebar',
  description: 'The sidebar with the state of Dask clusters.',
  autoStart: true,
  provides: ISidebarSections,
  requires: [
    ISaturnAPI,
    IClusters,
    IAttachments,
    IViewCommands,
    IDocuments,
    ICredentials
  ],
  optional: [ILayoutRestorer, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    api: ISaturnAPI,
    clusters: IClusters,
    attachments: IAttachments,
    commands: IViewCommands,
    documents: IDocuments,
    credentials: ICredentials,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null
  ): ISidebarSections => {
    const run = (command: string, clusterId?: string): void =>
      void commands.execute(command, clusterId ? { clusterId } : {});
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const sections = new SidebarSections();
    const { serverSettings } = app.serviceManager;
    const resources = new ResourcesAPI({ serverSettings, trans });
    const panel = new SaturnPanel({
      clusters,
      sections,
      attachments,
      trans,
      slots: makeSlots({
        sources: { credentials, clusters, trans },
        signIn: () => run(CommandIDs.signIn),
        signOut: () => run(CommandIDs.signOut)
      }),
      current: () => documents.current,
      currentChanged: documents.changed,
      now: () => api.now(),
      actions: {
        select: id => clusters.select(id),
        start: id => run(CommandIDs.start, id),
        stop: id => run(CommandIDs.stop, id),
        restart: id => run(CommandIDs.restart, id),
        scale: id => run(SizingCommandIDs.scale, id),
        attach: id => run(CommandIDs.attach, id),
        detach: () => run(CommandIDs.detach),
        create: () => run(SizingCommandIDs.create),
        refresh: () => run(CommandIDs.refresh),
        openSettings: () => run(CommandIDs.openSettings),
        keep: id => run(KEEP, id),
        resources: id => resources.list(id)
      }
    });
    app.shell.add(panel, 'left', { rank: 650, type: 'Saturn' });
    restorer?.add(panel, PANEL_ID);
    return sections;
  }
};
