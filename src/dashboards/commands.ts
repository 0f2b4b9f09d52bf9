import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { DisposableSet } from '@lumino/disposable';

import { describeCommands } from '../commandwords';
import type { DashboardActions } from './actions';
import { isPlotName } from './plots';

/**
 * The ids of the commands on dashboards.
 */
export namespace DashboardCommandIDs {
  export const open = 'saturn:open-dashboard';
  export const openLayout = 'saturn:open-dashboard-layout';
}

/**
 * Register the commands on dashboards.
 *
 * #### Notes
 * A link in anybody's notebook can run them: after our own question they open plots of a listed
 * cluster, and no other address.
 */
export function addDashboardCommands(
  commands: CommandRegistry,
  options: {
    actions: DashboardActions;
    /** Put a pane back while the layout is restored; return whether it is. */
    restore: (clusterId: string, plot: string) => boolean;
    trans: TranslationBundle;
  }
): IDisposable {
  const { actions, trans } = options;
  const all = new DisposableSet();
  const words = describeCommands(trans);
  const open = async (args: ReadonlyPartialJSONObject): Promise<void> => {
    const { clusterId, plot } = args;
    const isNamed = typeof clusterId === 'string' && isPlotName(plot);
    if (!isNamed || !options.restore(clusterId, plot)) {
      await actions.choose(args);
    }
  };
  all.add(
    commands.addCommand(DashboardCommandIDs.open, {
      ...words[DashboardCommandIDs.open],
      describedBy: words[DashboardCommandIDs.open].describedBy,
      execute: open
    })
  );
  all.add(
    commands.addCommand(DashboardCommandIDs.openLayout, {
      ...words[DashboardCommandIDs.openLayout],
      describedBy: words[DashboardCommandIDs.openLayout].describedBy,
      execute: args => actions.openLayout(args, 'command')
    })
  );
  return all;
}
