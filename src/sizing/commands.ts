import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';
import { DisposableSet } from '@lumino/disposable';

import { describeCommands } from '../commandwords';
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
  const words = describeCommands(trans);
  const add = (id: string, options: CommandRegistry.ICommandOptions): void => {
    all.add(commands.addCommand(id, options));
  };
  add(SizingCommandIDs.scale, {
    ...words[SizingCommandIDs.scale],
    execute: async args => (await load()).scale(args)
  });
  add(SizingCommandIDs.edit, {
    ...words[SizingCommandIDs.edit],
    execute: async args => (await load()).edit(args)
  });
  add(SizingCommandIDs.create, {
    ...words[SizingCommandIDs.create],
    execute: async () => (await load()).create()
  });
  add(SizingCommandIDs.remove, {
    ...words[SizingCommandIDs.remove],
    execute: async args => (await load()).remove(args)
  });
  return all;
}
