import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ISaturnAPI } from '../apitoken';
import { CommandIDs, IViewCommands } from '../commands';
import { IDocuments } from '../current';
import { IEntrance } from '../entrance';
import { KEEP } from '../idlealerts';
import { ResourcesAPI } from '../resources';
import { FIRST_VIEW } from '../sidebar/order';
import { ISidebarSections, SidebarSections } from '../sidebar/sections';
import { ICredentials } from '../signin/credentials';
import { makeSlots } from '../signin/slots';
import { SizingCommandIDs } from '../sizing/commands';
import { IAttachments, IClusters } from '../tokens';

/**
 * Fills the sidebar, to which others add sections.
 */
export const sidebarPlugin: JupyterFrontEndPlugin<ISidebarSections> = {
  id: 'jupyterlab-saturn:sidebar',
  description: 'The sidebar with the state of Dask clusters.',
  autoStart: true,
  provides: ISidebarSections,
  requires: [
    IEntrance,
    ISaturnAPI,
    IClusters,
    IAttachments,
    IViewCommands,
    IDocuments,
    ICredentials
  ],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    entrance: IEntrance,
    api: ISaturnAPI,
    clusters: IClusters,
    attachments: IAttachments,
    commands: IViewCommands,
    documents: IDocuments,
    credentials: ICredentials,
    translator: ITranslator | null
  ): ISidebarSections => {
    const run = (command: string, clusterId?: string): void =>
      void commands.execute(command, clusterId ? { clusterId } : {});
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const sections = new SidebarSections();
    const { serverSettings } = app.serviceManager;
    const resources = new ResourcesAPI({ serverSettings, trans });
    entrance.panel.fill({
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
      memory: { view: FIRST_VIEW },
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
    return sections;
  }
};
