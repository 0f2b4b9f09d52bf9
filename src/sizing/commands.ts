import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';
import { DisposableSet } from '@lumino/disposable';

import { CLUSTER_ARGS, NO_ARGS } from '../commands';
import type { SizingActions } from './actions';

/**
 * The ids of the commands about what a cluster is made of.
 */
export namespace SizingCommandIDs {
  export const create = 'saturn:create-cluster';
  export const edit = 'saturn:edit-cluster';
  export const scale = 'saturn:scale-cluster';
  export const remove = 'saturn:delete-cluster';
}

/**
 * Register the commands that size, make and delete clusters. All of them ask, whoever runs them.
 *
 * @param load - Return what they do, which is loaded at first use.
 */
export function addSizingCommands(
  commands: CommandRegistry,
  load: () => Promise<SizingActions>,
  trans: TranslationBundle
): IDisposable {
  const all = new DisposableSet();
  const add = (id: string, options: CommandRegistry.ICommandOptions): void => {
    all.add(commands.addCommand(id, options));
  };
  add(SizingCommandIDs.scale, {
    label: trans.__('Scale Cluster…'),
    caption: trans.__('Change the number of workers'),
    describedBy: { args: CLUSTER_ARGS },
    execute: async args => (await load()).scale(args)
  });
  add(SizingCommandIDs.edit, {
    label: trans.__('Edit Cluster…'),
    caption: trans.__('Change the sizes of a Dask cluster'),
    describedBy: { args: CLUSTER_ARGS },
    execute: async args => (await load()).edit(args)
  });
  add(SizingCommandIDs.create, {
    label: trans.__('New Cluster…'),
    caption: trans.__('Make a Dask cluster for the project'),
    describedBy: { args: NO_ARGS },
    execute: async () => (await load()).create()
  });
  add(SizingCommandIDs.remove, {
    label: trans.__('Delete Cluster…'),
    caption: trans.__('Delete a Dask cluster and its definition'),
    describedBy: { args: CLUSTER_ARGS },
    execute: async args => (await load()).remove(args)
  });
  return all;
}
