import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Action } from '../sidebar/action';
import type { ICluster } from '../tokens';

/**
 * The way to the logs of the opened cluster; of one whose start failed, to the line that says why.
 */
export function LogSection(props: {
  cluster: ICluster;
  onOpen: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { cluster, trans } = props;
  return (
    <div className="jp-SaturnLogs-section">
      <Action
        accent={cluster.status === 'error'}
        title={
          cluster.status === 'error'
            ? trans.__('Show the line that says why the start failed')
            : trans.__('Show what the scheduler and the workers wrote')
        }
        onClick={props.onOpen}
      >
        {trans.__('Logs')}
      </Action>
    </div>
  );
}
