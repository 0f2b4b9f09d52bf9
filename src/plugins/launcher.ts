import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { describeCommands, FIRST_STEPS } from '../commandwords';
import { IEntrance } from '../entrance';
import { placeFirstSteps } from '../firststeps';
import { Notices } from '../notices';
import { toProblem } from '../problem';

/**
 * Gives the launcher's card its action: it opens a notebook to begin with.
 */
export const launcherPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-saturn:launcher',
  description: 'A card in the launcher that opens a notebook to begin with.',
  autoStart: true,
  requires: [IEntrance],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    entrance: IEntrance,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const words = describeCommands(trans)[FIRST_STEPS];
    const notices = new Notices(trans);
    const { contents } = app.serviceManager;
    entrance.commands.addCommand(FIRST_STEPS, {
      ...words,
      describedBy: words.describedBy,
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
  }
};
