import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';
import { DisposableSet } from '@lumino/disposable';

import type { CellActions } from './cellactions';
import type { CellKind } from './modernise/marker';
import { CLUSTER_ARGS } from './commands';

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
  const add = (
    id: string,
    kind: CellKind,
    label: string,
    caption: string
  ): void => {
    const options: CommandRegistry.ICommandOptions = {
      label,
      caption,
      describedBy: { args: CLUSTER_ARGS },
      isEnabled: () => actions.hasNotebook,
      execute: args => actions.insert(args, kind)
    };
    all.add(commands.addCommand(id, options));
  };
  add(
    CellCommandIDs.install,
    'install',
    trans.__('Insert Install Cell'),
    trans.__('Add a cell that installs the cluster’s versions of Dask')
  );
  add(
    CellCommandIDs.connect,
    'connect',
    trans.__('Insert Connect Cell'),
    trans.__(
      'Add a cell that connects to the cluster in Colab, SageMaker or anywhere, and holds no token'
    )
  );
  add(
    CellCommandIDs.stop,
    'stop',
    trans.__('Insert Stop Cell'),
    trans.__('Add a cell that stops the cluster once it is switched on')
  );
  return all;
}
