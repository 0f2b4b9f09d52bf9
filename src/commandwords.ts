import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * What commands on a cluster may be given.
 */
export const CLUSTER_ARGS = {
  type: 'object',
  properties: {
    clusterId: { type: 'string', description: 'The id of a listed cluster' }
  }
};

/**
 * What the command behind the launcher's card may be given.
 */
const FOLDER_ARGS = {
  type: 'object',
  properties: {
    cwd: {
      type: 'string',
      description: 'The folder that gets the copy of the notebook'
    }
  }
};

/**
 * The command behind the launcher's card.
 */
export const FIRST_STEPS = 'saturn:open-first-steps';

/**
 * What commands are given that take nothing.
 */
export const NO_ARGS = { type: 'object', properties: {} };

/**
 * What a command says of itself.
 */
export interface ICommandWords {
  readonly label: string;
  readonly caption: string;
  readonly describedBy: { readonly args: typeof NO_ARGS };
}

/**
 * The ids of the application's commands.
 */
export type CommandId =
  | 'saturn:start-cluster'
  | 'saturn:stop-cluster'
  | 'saturn:restart-cluster'
  | 'saturn:attach'
  | 'saturn:detach'
  | 'saturn:compare-versions'
  | 'saturn:refresh'
  | 'saturn:open-panel'
  | 'saturn:open-settings'
  | 'saturn:sign-in'
  | 'saturn:sign-out'
  | 'saturn:insert-install-cell'
  | 'saturn:insert-connect-cell'
  | 'saturn:insert-stop-cell'
  | 'saturn:modernise-notebook'
  | 'saturn:export-portable'
  | 'saturn:scale-cluster'
  | 'saturn:edit-cluster'
  | 'saturn:create-cluster'
  | 'saturn:delete-cluster'
  | 'saturn:open-dashboard'
  | 'saturn:open-dashboard-layout'
  | 'saturn:open-first-steps';

/**
 * Say what every command of the application is, whether or not what it does has been loaded.
 */
export function describeCommands(
  trans: TranslationBundle
): Record<CommandId, ICommandWords> {
  return {
    ...clusterWords(trans),
    ...notebookWords(trans),
    ...applicationWords(trans),
    [FIRST_STEPS]: describe(
      FOLDER_ARGS,
      trans.__('First Steps with Dask'),
      trans.__('Open a notebook that computes on a Dask cluster')
    )
  };
}

function clusterWords(trans: TranslationBundle) {
  return {
    'saturn:start-cluster': describe(
      CLUSTER_ARGS,
      trans.__('Start Cluster…'),
      trans.__('Start a Dask cluster')
    ),
    'saturn:stop-cluster': describe(
      CLUSTER_ARGS,
      trans.__('Stop Cluster…'),
      trans.__('Stop a Dask cluster; results that it holds are lost')
    ),
    'saturn:restart-cluster': describe(
      CLUSTER_ARGS,
      trans.__('Restart Cluster…'),
      trans.__('Stop a Dask cluster and start it again')
    ),
    'saturn:scale-cluster': describe(
      CLUSTER_ARGS,
      trans.__('Scale Cluster…'),
      trans.__('Change the number of workers')
    ),
    'saturn:edit-cluster': describe(
      CLUSTER_ARGS,
      trans.__('Edit Cluster…'),
      trans.__('Change the sizes of a Dask cluster')
    ),
    'saturn:create-cluster': describe(
      NO_ARGS,
      trans.__('New Cluster…'),
      trans.__('Make a Dask cluster for the project')
    ),
    'saturn:delete-cluster': describe(
      CLUSTER_ARGS,
      trans.__('Delete Cluster…'),
      trans.__('Delete a Dask cluster and its definition')
    ),
    'saturn:open-dashboard': describe(
      CLUSTER_ARGS,
      trans.__('Open Dashboard…'),
      trans.__('Choose a plot of a running cluster')
    ),
    'saturn:open-dashboard-layout': describe(
      CLUSTER_ARGS,
      trans.__('Open Dashboard Layout'),
      trans.__('Open task stream, progress and workers’ memory')
    )
  };
}

function notebookWords(trans: TranslationBundle) {
  return {
    'saturn:attach': describe(
      CLUSTER_ARGS,
      trans.__('Attach Notebook to Cluster'),
      trans.__('Give the notebook’s kernel a client of a Dask cluster')
    ),
    'saturn:detach': describe(
      NO_ARGS,
      trans.__('Detach Notebook'),
      trans.__('Close the kernel’s client; the cluster runs on')
    ),
    'saturn:compare-versions': describe(
      NO_ARGS,
      trans.__('Compare Versions…'),
      trans.__(
        'Compare the packages of the notebook’s kernel with those of its cluster'
      )
    ),
    'saturn:insert-install-cell': describe(
      CLUSTER_ARGS,
      trans.__('Insert Install Cell'),
      trans.__('Add a cell that installs the cluster’s versions of Dask')
    ),
    'saturn:insert-connect-cell': describe(
      CLUSTER_ARGS,
      trans.__('Insert Connect Cell'),
      trans.__(
        'Add a cell that connects to the cluster in Colab, SageMaker or anywhere, and holds no token'
      )
    ),
    'saturn:insert-stop-cell': describe(
      CLUSTER_ARGS,
      trans.__('Insert Stop Cell'),
      trans.__('Add a cell that stops the cluster once it is switched on')
    ),
    'saturn:modernise-notebook': describe(
      NO_ARGS,
      trans.__('Modernise Notebook…'),
      trans.__(
        'Take Saturn tokens out of the notebook and replace old ways to connect'
      )
    ),
    'saturn:export-portable': describe(
      NO_ARGS,
      trans.__('Export Portable Copy'),
      trans.__(
        'Put a copy beside the notebook that runs in Colab, SageMaker or anywhere'
      )
    )
  };
}

function applicationWords(trans: TranslationBundle) {
  return {
    'saturn:refresh': describe(
      NO_ARGS,
      trans.__('Refresh Clusters'),
      trans.__('Ask Saturn for the state of the clusters now')
    ),
    'saturn:open-panel': describe(
      NO_ARGS,
      trans.__('Open Saturn Sidebar'),
      trans.__('Show the Dask clusters')
    ),
    'saturn:open-settings': describe(
      NO_ARGS,
      trans.__('Saturn Settings'),
      trans.__('Choose which Saturn and project to use')
    ),
    'saturn:sign-in': describe(
      NO_ARGS,
      trans.__('Sign In to Saturn…'),
      trans.__('Give the Jupyter server a token for a Saturn')
    ),
    'saturn:sign-out': describe(
      NO_ARGS,
      trans.__('Sign Out of Saturn…'),
      trans.__('Have the Jupyter server forget a token')
    )
  };
}

function describe(
  args: typeof NO_ARGS,
  label: string,
  caption: string
): ICommandWords {
  return { label, caption, describedBy: { args } };
}
