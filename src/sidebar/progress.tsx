import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { ICluster, IStage } from '../tokens';

const STEPS: ReadonlyArray<IStage['step']> = [
  'requested',
  'supervisor',
  'scheduler',
  'workers'
];

/**
 * What a starting cluster has done, and what it waits for; of a running one, which workers are still
 * to come.
 */
export function Progress(props: {
  cluster: ICluster;
  trans: TranslationBundle;
}): JSX.Element {
  const { cluster, trans } = props;
  const stage = cluster.stage;
  const isRunning = cluster.status === 'running';
  const reached = stage ? STEPS.indexOf(stage.step) : 0;
  const words = [
    trans.__('Request'),
    trans.__('Supervisor'),
    trans.__('Scheduler'),
    workersWords(cluster, trans)
  ];
  return (
    <div className="jp-Saturn-progress">
      {!isRunning && (
        <progress
          max={STEPS.length}
          value={reached + 0.5}
          aria-label={trans.__('Start of %1', cluster.name)}
        />
      )}
      <ol>
        {STEPS.map((step, index) =>
          isRunning && index !== reached ? null : (
            <li key={step} className={markOf(index, reached)[0]}>
              {markOf(index, reached)[1]} {words[index]}
            </li>
          )
        )}
      </ol>
      <Reason cluster={cluster} trans={trans} />
    </div>
  );
}

/**
 * Why a start hangs or has failed, in the platform's own words.
 */
export function Reason(props: {
  cluster: ICluster;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { cluster, trans } = props;
  const detail = cluster.stage_detail;
  if (!detail || !['pending', 'running', 'error'].includes(cluster.status)) {
    return null;
  }
  const parts = {
    cluster: trans.__('Cluster'),
    supervisor: trans.__('Supervisor'),
    scheduler: trans.__('Scheduler'),
    worker: trans.__('Worker')
  };
  const why = [detail.reason, detail.message].filter(Boolean).join(' · ');
  return (
    <p className="jp-Saturn-error jp-Saturn-reason">
      {trans.__('%1: %2', parts[detail.part], why)}
    </p>
  );
}

/**
 * The class of a step, and the sign before it.
 */
function markOf(index: number, reached: number): readonly [string, string] {
  return index < reached
    ? ['jp-mod-done', '✓']
    : index === reached
      ? ['jp-mod-now', '◌']
      : ['', '○'];
}

function workersWords(cluster: ICluster, trans: TranslationBundle): string {
  const stage = cluster.stage;
  const words = trans.__(
    'Workers %1 of %2',
    stage?.workers_ready ?? 0,
    stage?.workers_total ?? cluster.worker_target
  );
  return stage?.workers_failed
    ? trans.__('%1, %2 failed', words, stage.workers_failed)
    : words;
}
