import type { ISettingRegistry } from '@jupyterlab/settingregistry';

import type { IConnectionSettings } from './api';
import type { INames } from './cells';

/**
 * The id of the settings that users edit.
 */
export const SETTINGS_ID = 'jupyterlab-saturn:plugin';

/**
 * Their title in the schema, by which the settings editor finds them.
 */
export const SETTINGS_TITLE = 'Saturn';

/**
 * The settings on their way.
 */
export interface ILoadedSettings {
  /**
   * The settings: null until they are loaded, and for ever where they cannot be.
   */
  readonly now: ISettingRegistry.ISettings | null;

  /**
   * Resolves when they are loaded, or cannot be; it never rejects.
   */
  readonly settled: Promise<void>;
}

/**
 * Load the settings, and have them at hand; who does not wait has the defaults meanwhile.
 */
export function loadSettings(
  registry: ISettingRegistry | null
): ILoadedSettings {
  const settings = {
    now: null as ISettingRegistry.ISettings | null,
    settled: Promise.resolve()
  };
  if (registry !== null) {
    settings.settled = registry.load(SETTINGS_ID).then(
      loaded => {
        settings.now = loaded;
      },
      error => console.error('Saturn settings did not load.', error)
    );
  }
  return settings;
}

/**
 * Read a setting that is a string; an empty one counts as not set.
 */
export function stringSetting(
  settings: ISettingRegistry.ISettings | null,
  key: string,
  fallback: string
): string {
  const value = settings?.get(key).composite;
  return typeof value === 'string' && value.trim() ? value.trim() : fallback;
}

/**
 * Read a setting that is on or off.
 */
export function booleanSetting(
  settings: ISettingRegistry.ISettings | null,
  key: string,
  fallback: boolean
): boolean {
  const value = settings?.get(key).composite;
  return typeof value === 'boolean' ? value : fallback;
}

/**
 * Read how the variables are called that cells of ours bind.
 */
export function variableNames(
  settings: ISettingRegistry.ISettings | null
): INames {
  return {
    client: stringSetting(settings, 'clientName', 'client'),
    cluster: stringSetting(settings, 'clusterName', 'cluster')
  };
}

/**
 * Read the settings that our server needs.
 */
export function connectionSettings(
  settings: ISettingRegistry.ISettings
): IConnectionSettings {
  const action = stringSetting(settings, 'idleAction', 'notify');
  const minutes = settings.get('idleMinutes').composite;
  return {
    base_url: stringSetting(settings, 'baseUrl', ''),
    project: stringSetting(settings, 'project', ''),
    idle_action: action === 'off' || action === 'stop' ? action : 'notify',
    idle_minutes: typeof minutes === 'number' ? Math.round(minutes) : 30
  };
}
