import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { DisposableSet } from '@lumino/disposable';

import type { Actions, Origin } from './actions';
import type { IClusters } from './tokens';

/**
 * The commands' ids.
 */
export namespace CommandIDs {
  export const start = 'saturn:start-cluster';
  export const stop = 'saturn:stop-cluster';
  export const restart = 'saturn:restart-cluster';
  export const attach = 'saturn:attach';
  export const detach = 'saturn:detach';
  export const compareVersions = 'saturn:compare-versions';
  export const refresh = 'saturn:refresh';
  export const openPanel = 'saturn:open-panel';
  export const openSettings = 'saturn:open-settings';
  export const signIn = 'saturn:sign-in';
  export const signOut = 'saturn:sign-out';
}

/**
 * Our commands as our own views run them, for plugins.
 *
 * #### Notes
 * This registry is not the application's: no link, menu or shortcut reaches it, so what it is asked
 * for was a click of the user's on a control of ours, and is done without a further question unless
 * money or results are at stake.
 */
export type IViewCommands = CommandRegistry;

/**
 * The token of our commands as our own views run them.
 */
export const IViewCommands = new Token<IViewCommands>(
  'jupyterlab-saturn:IViewCommands',
  'The commands of Saturn as its own views run them.'
);

/**
 * What commands on a cluster may be given.
 */
export const CLUSTER_ARGS = {
  type: 'object',
  properties: {
    clusterId: { type: 'string', description: 'The id of a listed cluster' }
  }
};

/**
 * What commands are given that take nothing.
 */
export const NO_ARGS = { type: 'object', properties: {} };

type Descriptions = Record<string, CommandRegistry.ICommandOptions>;

/**
 * What the commands need.
 */
export interface ICommandOptions {
  actions: Actions;
  clusters: IClusters;
  /** Who will run the commands. */
  origin: Origin;
  openPanel: () => void;
  openSettings: () => void;
  signIn: () => Promise<void>;
  signOut: () => Promise<void>;
  trans: TranslationBundle;
}

/**
 * Register every action as a command.
 */
export function addCommands(
  commands: CommandRegistry,
  options: ICommandOptions
): IDisposable {
  const all = new DisposableSet();
  const descriptions = {
    ...clusterCommands(options),
    ...notebookCommands(options),
    ...panelCommands(options),
    ...signInCommands(options)
  };
  for (const [id, description] of Object.entries(descriptions)) {
    all.add(commands.addCommand(id, description));
  }
  return all;
}

function clusterCommands(options: ICommandOptions): Descriptions {
  const { actions, origin, trans } = options;
  return {
    [CommandIDs.start]: {
      label: trans.__('Start Cluster…'),
      caption: trans.__('Start a Dask cluster'),
      describedBy: { args: CLUSTER_ARGS },
      execute: args => actions.act(args, 'start', origin)
    },
    [CommandIDs.stop]: {
      label: trans.__('Stop Cluster…'),
      caption: trans.__('Stop a Dask cluster; results that it holds are lost'),
      describedBy: { args: CLUSTER_ARGS },
      execute: args => actions.act(args, 'stop', origin)
    },
    [CommandIDs.restart]: {
      label: trans.__('Restart Cluster…'),
      caption: trans.__('Stop a Dask cluster and start it again'),
      describedBy: { args: CLUSTER_ARGS },
      execute: args => actions.act(args, 'restart', origin)
    }
  };
}

function notebookCommands(options: ICommandOptions): Descriptions {
  const { actions, clusters, origin, trans } = options;
  return {
    [CommandIDs.attach]: {
      label: args => {
        const name =
          typeof args.clusterId === 'string' &&
          clusters.get(args.clusterId)?.name;
        return name
          ? trans.__('Attach to %1', name)
          : trans.__('Attach Notebook to Cluster');
      },
      caption: trans.__(
        'Give the notebook’s kernel a client of a Dask cluster'
      ),
      describedBy: { args: CLUSTER_ARGS },
      execute: args => actions.attach(args, origin)
    },
    [CommandIDs.detach]: {
      label: () =>
        actions.isAttaching
          ? trans.__('Cancel Attach')
          : trans.__('Detach Notebook'),
      caption: trans.__('Close the kernel’s client; the cluster runs on'),
      describedBy: { args: NO_ARGS },
      isEnabled: () => actions.isAttached,
      execute: () => actions.detach(origin)
    },
    [CommandIDs.compareVersions]: {
      label: trans.__('Compare Versions…'),
      caption: trans.__(
        'Compare the packages of the notebook’s kernel with those of its cluster'
      ),
      describedBy: { args: NO_ARGS },
      isEnabled: () => actions.isAttached,
      execute: () => actions.compareVersions()
    }
  };
}

function panelCommands(options: ICommandOptions): Descriptions {
  const { actions, openPanel, openSettings, trans } = options;
  return {
    [CommandIDs.refresh]: {
      label: trans.__('Refresh Clusters'),
      caption: trans.__('Ask Saturn for the state of the clusters now'),
      describedBy: { args: NO_ARGS },
      execute: () => actions.recheck()
    },
    [CommandIDs.openPanel]: {
      label: trans.__('Open Saturn Sidebar'),
      caption: trans.__('Show the Dask clusters'),
      describedBy: { args: NO_ARGS },
      execute: () => openPanel()
    },
    [CommandIDs.openSettings]: {
      label: trans.__('Saturn Settings'),
      caption: trans.__('Choose which Saturn and project to use'),
      describedBy: { args: NO_ARGS },
      execute: () => openSettings()
    }
  };
}

function signInCommands(options: ICommandOptions): Descriptions {
  const { signIn, signOut, trans } = options;
  return {
    [CommandIDs.signIn]: {
      label: trans.__('Sign In to Saturn…'),
      caption: trans.__('Give the Jupyter server a token for a Saturn'),
      describedBy: { args: NO_ARGS },
      execute: () => signIn()
    },
    [CommandIDs.signOut]: {
      label: trans.__('Sign Out of Saturn…'),
      caption: trans.__('Have the Jupyter server forget a token'),
      describedBy: { args: NO_ARGS },
      execute: () => signOut()
    }
  };
}
