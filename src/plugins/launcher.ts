import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { placeFirstSteps } from '../firststeps';
import { saturnIcon } from '../icons';
import { Notices } from '../notices';
import { toProblem } from '../problem';

/**
 * The command behind the card.
 */
const COMMAND = 'saturn:open-first-steps';

/**
 * Adds a card to the launcher that opens a notebook to begin with.
 */
export const launcherPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-saturn:launcher',
  description: 'A card in the launcher that opens a notebook to begin with.',
  autoStart: true,
  optional: [ILauncher, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    launcher: ILauncher | null,
    translator: ITranslator | null
  ): void => {
    if (!launcher) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const notices = new Notices(trans);
    const { contents } = app.serviceManager;
    app.commands.addCommand(COMMAND, {
      label: trans.__('First Steps with Dask'),
      caption: trans.__('Open a notebook that computes on a Dask cluster'),
      icon: saturnIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            cwd: {
              type: 'string',
              description: 'The folder that gets the copy of the notebook'
            }
          }
        }
      },
      execute: async ({ cwd }) => {
        const folder = typeof cwd === 'string' ? cwd : '';
        try {
          const path = await placeFirstSteps(contents, folder);
          await app.commands.execute('docmanager:open', { path });
          await app.commands.execute(CommandIDs.openPanel);
        } catch (error) {
          notices.tell(toProblem(error, trans));
        }
      }
    });
    launcher.add({ command: COMMAND, rank: 100 });
  }
};
