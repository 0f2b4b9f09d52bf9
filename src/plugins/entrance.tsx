import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { IConsoleTracker } from '@jupyterlab/console';
import { PageConfig } from '@jupyterlab/coreutils';
import { ILauncher } from '@jupyterlab/launcher';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IFormRendererRegistry } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import { PromiseDelegate } from '@lumino/coreutils';
import type { FieldProps } from '@rjsf/utils';
import React, { lazy, Suspense } from 'react';

import { describeCommands, FIRST_STEPS } from '../commandwords';
import type { Fields, PaneWidget } from '../entrance';
import { FIELDS, IEntrance } from '../entrance';
import { awaitFirstUse } from '../firstuse';
import { saturnIcon } from '../icons';
import { SETTINGS_ID } from '../preferences';
import { PANEL_ID, SaturnPanel } from '../sidebar/panel';

/**
 * The commands that have nothing to do before there is a notebook, and with it all that is loaded.
 */
const FOR_NOTEBOOKS = /^saturn:(detach|compare|insert|modernise|export)/;

/**
 * A plugin that is not there before the first use.
 */
const LATE = 'jupyterlab-saturn:documents';

/**
 * The command that opens the pane of a dashboard again.
 */
const OPEN_PANE = 'saturn:open-dashboard';

/**
 * Puts into the application what is there from the start, and loads all else at the first use.
 */
export const entrancePlugin: JupyterFrontEndPlugin<IEntrance> = {
  id: 'jupyterlab-saturn:entrance',
  description: 'What stands of Saturn in the application from the start.',
  autoStart: true,
  provides: IEntrance,
  optional: [
    ICommandPalette,
    IConsoleTracker,
    IFormRendererRegistry,
    ILabShell,
    ILauncher,
    ILayoutRestorer,
    INotebookTracker,
    ISettingRegistry,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    palette: ICommandPalette | null,
    consoles: IConsoleTracker | null,
    renderers: IFormRendererRegistry | null,
    labShell: ILabShell | null,
    launcher: ILauncher | null,
    restorer: ILayoutRestorer | null,
    notebooks: INotebookTracker | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): IEntrance => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const load = makeLoader(app);
    const use = (): void =>
      void load().catch(error => console.error('Saturn did not load.', error));
    const commands = new CommandRegistry();
    const fields = new PromiseDelegate<Fields>();
    const panel = new SaturnPanel({ load: use, trans });
    const panes = new WidgetTracker<PaneWidget>({
      namespace: 'jupyterlab-saturn-dashboards'
    });
    addCommands(app, { commands, launcher, load, palette, trans });
    addFields(renderers, async () => load().then(() => fields.promise));
    app.shell.add(panel, 'left', { rank: 650, type: 'Saturn' });
    restorer?.add(panel, PANEL_ID);
    if (labShell) {
      // Two names, and neither an address nor a ticket.
      void restorer?.restore(panes, {
        command: OPEN_PANE,
        args: ({ content: { pane } }) => ({
          clusterId: pane.clusterId,
          plot: pane.plot
        }),
        name: ({ content: { pane } }) => `${pane.clusterId}/${pane.plot}`
      });
    }
    const isUsed = (): boolean => app.hasPlugin(LATE);
    awaitFirstUse({ app, notebooks, consoles, registry, isUsed }, use);
    return { commands, fields, panel, panes };
  }
};

/**
 * Make what loads and starts all other plugins, once.
 */
function makeLoader(app: JupyterFrontEnd): () => Promise<void> {
  let loading: Promise<void> | null = null;
  const load = async (): Promise<void> => {
    const { latePlugins } = await import('./late');
    const enabled = latePlugins.filter(
      ({ id }) => !PageConfig.Extension.isDisabled(id)
    );
    for (const plugin of enabled) {
      if (app.hasPlugin(plugin.id)) {
        app.deregisterPlugin(plugin.id); // it kept the place; see places.ts
      }
      app.registerPlugin(plugin);
    }
    await Promise.all(
      enabled.map(({ id }) =>
        app.activatePlugin(id).catch((error: unknown) => {
          console.error(`Plugin '${id}' failed to activate.`, error); // the others work
        })
      )
    );
    app.commands.notifyCommandChanged();
  };
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = null; // the network may be back next time
      throw error;
    });
    return loading;
  };
}

/**
 * Register every command; what it does is loaded when it is first run.
 */
function addCommands(
  app: JupyterFrontEnd,
  options: {
    commands: CommandRegistry;
    launcher: ILauncher | null;
    load: () => Promise<void>;
    palette: ICommandPalette | null;
    trans: TranslationBundle;
  }
): void {
  const { commands, launcher, load, palette, trans } = options;
  for (const [id, words] of Object.entries(describeCommands(trans))) {
    if (id === FIRST_STEPS && !launcher) {
      continue;
    }
    app.commands.addCommand(id, {
      ...words,
      describedBy: words.describedBy,
      icon: id === FIRST_STEPS ? saturnIcon : undefined,
      label: args =>
        commands.hasCommand(id) ? commands.label(id, args) : words.label,
      isEnabled: args =>
        commands.hasCommand(id)
          ? commands.isEnabled(id, args)
          : !FOR_NOTEBOOKS.test(id),
      execute: async args => {
        await load();
        return commands.execute(id, args) as Promise<unknown>;
      }
    });
    if (id === FIRST_STEPS) {
      launcher?.add({ command: id, rank: 100 });
    } else {
      palette?.addItem({ command: id, category: trans.__('Saturn') });
    }
  }
}

/**
 * Have the settings editor draw our fields: no other ever gets the token.
 */
function addFields(
  renderers: IFormRendererRegistry | null,
  load: () => Promise<Fields>
): void {
  for (const name of FIELDS) {
    const Field = lazy(async () => ({ default: (await load())[name] }));
    renderers?.addRenderer(`${SETTINGS_ID}.${name}`, {
      fieldRenderer: (props: FieldProps) => (
        <Suspense fallback={null}>
          <Field {...props} />
        </Suspense>
      )
    });
  }
}
