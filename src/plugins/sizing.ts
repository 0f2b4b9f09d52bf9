import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IViewCommands } from '../commands';
import { Dialogs } from '../dialogs';
import { IEntrance } from '../entrance';
import { loadSettings, stringSetting } from '../preferences';
import type { SizingActions } from '../sizing/actions';
import { addSizingCommands } from '../sizing/commands';
import { IClusters } from '../tokens';

/**
 * Registers the commands that size, make and delete clusters, and once more for our own views.
 */
export const sizingPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-saturn:sizing',
  description: 'Scaling, editing, making and deleting Dask clusters.',
  autoStart: true,
  requires: [IEntrance, IClusters, IViewCommands],
  optional: [ISettingRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    entrance: IEntrance,
    clusters: IClusters,
    own: IViewCommands,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_saturn');
    const settings = loadSettings(registry);
    const { serverSettings } = app.serviceManager;
    let loading: Promise<SizingActions> | null = null;
    const load = (): Promise<SizingActions> => {
      loading ??= Promise.all([
        import('../sizing/actions'),
        import('../sizing/api'),
        import('../sizing/dialog')
      ]).then(
        ([{ SizingActions }, { SizingAPI }, { askForm }]) =>
          new SizingActions({
            api: new SizingAPI({ serverSettings, trans }),
            ask: askForm,
            clusters,
            dialogs: new Dialogs(trans),
            project: () => stringSetting(settings.now, 'project', ''),
            trans
          })
      );
      return loading;
    };
    addSizingCommands(entrance.commands, load, trans);
    addSizingCommands(own, load, trans);
  }
};
