import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { DisposableSet } from '@lumino/disposable';

import type { Actions, Origin } from './actions';
import { describeCommands } from './commandwords';
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
  const { actions, origin } = options;
  const words = describeCommands(options.trans);
  return {
    [CommandIDs.start]: {
      ...words[CommandIDs.start],
      execute: args => actions.act(args, 'start', origin)
    },
    [CommandIDs.stop]: {
      ...words[CommandIDs.stop],
      execute: args => actions.act(args, 'stop', origin)
    },
    [CommandIDs.restart]: {
      ...words[CommandIDs.restart],
      execute: args => actions.act(args, 'restart', origin)
    }
  };
}

function notebookCommands(options: ICommandOptions): Descriptions {
  const { actions, clusters, origin, trans } = options;
  const words = describeCommands(trans);
  return {
    [CommandIDs.attach]: {
      ...words[CommandIDs.attach],
      label: args => {
        const name =
          typeof args.clusterId === 'string' &&
          clusters.get(args.clusterId)?.name;
        return name
          ? trans.__('Attach to %1', name)
          : words[CommandIDs.attach].label;
      },
      execute: args => actions.attach(args, origin)
    },
    [CommandIDs.detach]: {
      ...words[CommandIDs.detach],
      label: () =>
        actions.isAttaching
          ? trans.__('Cancel Attach')
          : words[CommandIDs.detach].label,
      isEnabled: () => actions.isAttached,
      execute: () => actions.detach(origin)
    },
    [CommandIDs.compareVersions]: {
      ...words[CommandIDs.compareVersions],
      isEnabled: () => actions.isAttached,
      execute: () => actions.compareVersions()
    }
  };
}

function panelCommands(options: ICommandOptions): Descriptions {
  const { actions, openPanel, openSettings } = options;
  const words = describeCommands(options.trans);
  return {
    [CommandIDs.refresh]: {
      ...words[CommandIDs.refresh],
      execute: () => actions.recheck()
    },
    [CommandIDs.openPanel]: {
      ...words[CommandIDs.openPanel],
      execute: () => openPanel()
    },
    [CommandIDs.openSettings]: {
      ...words[CommandIDs.openSettings],
      execute: () => openSettings()
    }
  };
}

function signInCommands(options: ICommandOptions): Descriptions {
  const { signIn, signOut } = options;
  const words = describeCommands(options.trans);
  return {
    [CommandIDs.signIn]: {
      ...words[CommandIDs.signIn],
      execute: () => signIn()
    },
    [CommandIDs.signOut]: {
      ...words[CommandIDs.signOut],
      execute: () => signOut()
    }
  };
}
