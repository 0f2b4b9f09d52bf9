import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';
import { DisposableSet } from '@lumino/disposable';

import { describeCommands } from '../commandwords';
import type { ExportActions } from '../portable/actions';
import type { ModerniseActions } from './actions';

/**
 * The ids of the commands about whole notebooks.
 */
export namespace RecipeCommandIDs {
  export const modernise = 'saturn:modernise-notebook';
  export const exportPortable = 'saturn:export-portable';
}

/**
 * Register the commands that make the current notebook modern and portable.
 */
export function addRecipeCommands(
  commands: CommandRegistry,
  options: {
    actions: ModerniseActions;
    exports: ExportActions;
    /** Return the notebook that the user works on. */
    current: () => NotebookPanel | null;
    trans: TranslationBundle;
  }
): IDisposable {
  const { actions, current, exports, trans } = options;
  const all = new DisposableSet();
  const words = describeCommands(trans);
  const add = (
    id: (typeof RecipeCommandIDs)[keyof typeof RecipeCommandIDs],
    execute: (panel: NotebookPanel) => Promise<void>
  ): void => {
    const description: CommandRegistry.ICommandOptions = {
      ...words[id],
      isEnabled: () => current() !== null,
      execute: async () => {
        const panel = current();
        if (panel) {
          await execute(panel);
        }
      }
    };
    all.add(commands.addCommand(id, description));
  };
  add(RecipeCommandIDs.modernise, panel => actions.modernise(panel));
  add(RecipeCommandIDs.exportPortable, panel => exports.export(panel));
  return all;
}
