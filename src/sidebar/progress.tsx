import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { ICluster, IStage } from '../tokens';

const STEPS: ReadonlyArray<IStage['step']> = [
  'supervisor',
  'scheduler',
  'workers'
];

/**
 * What a starting cluster has done, and what it waits for.
 */
export function Progress(props: {
  cluster: ICluster;
  trans: TranslationBundle;
}): JSX.Element {
  const { cluster, trans } = props;
  const stage = cluster.stage;
  // What was only requested has not come as far as the first of these.
  const reached = stage ? Math.max(STEPS.indexOf(stage.step), 0) : 0;
  const words = [
    trans.__('Supervisor'),
    trans.__('Scheduler'),
    trans.__(
      'Workers %1 of %2',
      stage?.workers_ready ?? 0,
      stage?.workers_total ?? cluster.worker_target
    )
  ];
  return (
    <div className="jp-Saturn-progress">
      <progress
        max={STEPS.length}
        value={reached + 0.5}
        aria-label={trans.__('Start of %1', cluster.name)}
      />
      <ol>
        {words.map((word, index) => (
          <li
            key={STEPS[index]}
            className={
              index < reached
                ? 'jp-mod-done'
                : index === reached
                  ? 'jp-mod-now'
                  : ''
            }
          >
            {index < reached ? '✓' : index === reached ? '◌' : '○'} {word}
          </li>
        ))}
      </ol>
    </div>
  );
}
