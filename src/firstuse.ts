import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IConsoleTracker } from '@jupyterlab/console';
import { URLExt } from '@jupyterlab/coreutils';
import type { INotebookTracker } from '@jupyterlab/notebook';
import { ServerConnection } from '@jupyterlab/services';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';

import { SETTINGS_ID } from './preferences';
import type { ISnapshot } from './tokens';

/**
 * The schema of the server's event that says that the state has changed.
 */
export const EVENT =
  'https://jupyterlab-saturn.readthedocs.io/events/clusters/v1';

/**
 * What may be used.
 */
export interface IUses {
  readonly app: JupyterFrontEnd;
  readonly notebooks: INotebookTracker | null;
  readonly consoles: IConsoleTracker | null;
  readonly registry: ISettingRegistry | null;
  /** Whether the first use has been. */
  readonly isUsed: () => boolean;
}

/**
 * Call `use` when Saturn is of use in this page: with the first notebook or console, when anything of
 * Saturn's is set, and when a cluster runs: now, or as the server tells later.
 *
 * #### Notes
 * What is drawn or run has ways of its own; see `plugins/entrance.tsx`.
 */
export function awaitFirstUse(uses: IUses, use: () => void): void {
  const { app, notebooks, consoles, registry } = uses;
  for (const tracker of [notebooks, consoles]) {
    if (tracker && tracker.size > 0) {
      use();
    }
    tracker?.widgetAdded.connect(use);
  }
  const look = async (): Promise<void> => {
    if (
      !uses.isUsed() &&
      (await isRunning(app.serviceManager.serverSettings))
    ) {
      use(); // it costs money, and may be idle
    }
  };
  app.serviceManager.events.stream.connect((_, { schema_id }) => {
    if (schema_id === EVENT && !document.hidden) {
      void look();
    }
  });
  void app.restored.then(async () => {
    const settings = await registry?.load(SETTINGS_ID).catch(() => null);
    settings?.changed.connect(use);
    if ((registry && !settings) || (settings && isSet(settings))) {
      use(); // the server has to be told, a token to be taken out, or that they cannot be read
    } else {
      await look();
    }
  });
}

/**
 * Whether the user, or whoever set this Jupyter up, has set anything.
 */
function isSet({ user, composite }: ISettingRegistry.ISettings): boolean {
  return Object.keys(user).length > 0 || Boolean(composite.baseUrl);
}

/**
 * Whether a cluster costs money, or may soon. Nobody looks, so the server does no work for it.
 */
async function isRunning(
  settings: ServerConnection.ISettings
): Promise<boolean> {
  const path = 'jupyterlab-saturn/api/state?no_track_activity=1&look=0';
  const url = URLExt.join(settings.baseUrl, path);
  try {
    const response = await ServerConnection.makeRequest(url, {}, settings);
    const { clusters } = (await response.json()) as Partial<ISnapshot>; // an error has none
    return !!clusters?.some(({ status }) => status !== 'stopped');
  } catch {
    return false; // whoever opens the panel is told
  }
}
