import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { ICluster } from './tokens';

/**
 * Say that a cluster runs and has nobody to do its tasks: a client waits for ever then, and says
 * nothing. Null where that is not so; an adaptive cluster gets workers when it has tasks.
 */
export function workerlessWords(
  cluster: ICluster | null,
  trans: TranslationBundle
): string | null {
  return cluster?.status === 'running' &&
    cluster.worker_count === 0 &&
    !cluster.adaptive
    ? trans.__('The cluster has no worker: tasks wait until one comes')
    : null;
}

/**
 * The same in the sidebar, with what can be done.
 */
export function Workerless(props: {
  cluster: ICluster;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { cluster, trans } = props;
  const words = workerlessWords(cluster, trans);
  return words === null ? null : (
    <div className="jp-Saturn-message" role="status">
      <strong>{words}</strong>
      <p className="jp-Saturn-muted">
        {cluster.worker_target > 0
          ? trans.__(
              'It is to have %1. If none comes, restart the cluster.',
              cluster.worker_target
            )
          : trans.__('Scale it to have some.')}
      </p>
    </div>
  );
}
