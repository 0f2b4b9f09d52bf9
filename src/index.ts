import { apiPlugin } from './plugins/api';
import { attachmentsPlugin } from './plugins/attachments';
import { autoAttachPlugin } from './plugins/autoattach';
import { cellsPlugin } from './plugins/cells';
import { clusterViewPlugin } from './plugins/clusterview';
import { clustersPlugin } from './plugins/clusters';
import { commandsPlugin } from './plugins/commands';
import { dashboardsPlugin } from './plugins/dashboards';
import { documentsPlugin } from './plugins/documents';
import { idlePlugin } from './plugins/idle';
import { launcherPlugin } from './plugins/launcher';
import { leakedTokenPlugin } from './plugins/leakedtoken';
import { credentialsPlugin } from './plugins/credentials';
import { logsPlugin } from './plugins/logs';
import { recipesPlugin } from './plugins/recipes';
import { runningPlugin } from './plugins/running';
import { settingsPlugin } from './plugins/settings';
import { sidebarPlugin } from './plugins/sidebar';
import { sizingPlugin } from './plugins/sizing';
import { statusBarPlugin } from './plugins/statusbar';
import { toolbarPlugin } from './plugins/toolbar';
import { workerlessPlugin } from './plugins/workerless';

export default [
  apiPlugin,
  clustersPlugin,
  credentialsPlugin,
  attachmentsPlugin,
  documentsPlugin,
  commandsPlugin,
  cellsPlugin,
  logsPlugin,
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
