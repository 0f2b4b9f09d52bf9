// What is drawn is loaded with what draws it.
import '../../style/index.js';

import { autoAttachPlugin } from './autoattach';
import { cellsPlugin } from './cells';
import { clusterViewPlugin } from './clusterview';
import { commandsPlugin } from './commands';
import { credentialsPlugin } from './credentials';
import { dashboardsPlugin } from './dashboards';
import { documentsPlugin } from './documents';
import { idlePlugin } from './idle';
import { launcherPlugin } from './launcher';
import { leakedTokenPlugin } from './leakedtoken';
import { recipesPlugin } from './recipes';
import { runningPlugin } from './running';
import { settingsPlugin } from './settings';
import { sidebarPlugin } from './sidebar';
import { sizingPlugin } from './sizing';
import { statusBarPlugin } from './statusbar';
import { toolbarPlugin } from './toolbar';
import { workerlessPlugin } from './workerless';

/**
 * The plugins that are loaded at the first use.
 */
export const latePlugins = [
  credentialsPlugin,
  documentsPlugin,
  commandsPlugin,
  cellsPlugin,
  recipesPlugin,
  sidebarPlugin,
  sizingPlugin,
  clusterViewPlugin,
  dashboardsPlugin,
  toolbarPlugin,
  statusBarPlugin,
  autoAttachPlugin,
  settingsPlugin,
  leakedTokenPlugin,
  idlePlugin,
  workerlessPlugin,
  runningPlugin,
  launcherPlugin
];
