import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

/**
 * The plugins that have a file in `schema/`, by which they get menus, a place in toolbars and settings.
 */
const NAMES = [
  'cells',
  'commands',
  'dashboards',
  'plugin',
  'recipes',
  'toolbar'
];

/**
 * Keep the places of those plugins, which are loaded at the first use.
 *
 * #### Notes
 * JupyterLab reads the schemas of the plugins that it has at its start, and no others.
 */
export const places = NAMES.map((name): JupyterFrontEndPlugin<void> => ({
  id: `jupyterlab-saturn:${name}`,
  description: 'Part of Saturn that is loaded at the first use.',
  autoStart: false,
  activate: () => {
    // Nothing: the plugin of this name takes its place before anything starts it.
  }
}));
