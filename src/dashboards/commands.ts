import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { DisposableSet } from '@lumino/disposable';

import { CLUSTER_ARGS } from '../commands';
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
  const open = async (args: ReadonlyPartialJSONObject): Promise<void> => {
    const { clusterId, plot } = args;
    const isNamed = typeof clusterId === 'string' && isPlotName(plot);
    if (!isNamed || !options.restore(clusterId, plot)) {
      await actions.choose(args);
    }
  };
  all.add(
    commands.addCommand(DashboardCommandIDs.open, {
      label: trans.__('Open Dashboard…'),
      caption: trans.__('Choose a plot of a running cluster'),
      describedBy: { args: CLUSTER_ARGS },
      execute: open
    })
  );
  all.add(
    commands.addCommand(DashboardCommandIDs.openLayout, {
      label: trans.__('Open Dashboard Layout'),
      caption: trans.__('Open task stream, progress and workers’ memory'),
      describedBy: { args: CLUSTER_ARGS },
      execute: args => actions.openLayout(args, 'command')
    })
  );
  return all;
}
