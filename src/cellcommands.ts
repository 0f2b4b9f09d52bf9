import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';
import { DisposableSet } from '@lumino/disposable';

import type { CellActions } from './cellactions';
import type { CellKind } from './modernise/marker';
import { describeCommands } from './commandwords';

/**
 * The ids of the commands about portable cells.
 */
export namespace CellCommandIDs {
  export const install = 'saturn:insert-install-cell';
  export const connect = 'saturn:insert-connect-cell';
  export const stop = 'saturn:insert-stop-cell';
}

/**
 * Register the commands that put portable cells into the current notebook.
 */
export function addCellCommands(
  commands: CommandRegistry,
  actions: CellActions,
  trans: TranslationBundle
): IDisposable {
  const all = new DisposableSet();
  const words = describeCommands(trans);
  const add = (
    id: (typeof CellCommandIDs)[keyof typeof CellCommandIDs],
    kind: CellKind
  ): void => {
    const options: CommandRegistry.ICommandOptions = {
      ...words[id],
      isEnabled: () => actions.hasNotebook,
      execute: args => actions.insert(args, kind)
    };
    all.add(commands.addCommand(id, options));
  };
  add(CellCommandIDs.install, 'install');
  add(CellCommandIDs.connect, 'connect');
  add(CellCommandIDs.stop, 'stop');
  return all;
}
