import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { formatAge } from '../format';
import { Action } from '../sidebar/action';
import type { ICluster, ISize } from '../tokens';
import { durationWords } from '../words';

/**
 * What can be done to a cluster's definition.
 */
export interface IDetailsActions {
  edit(clusterId: string): void;
  remove(clusterId: string): void;
  /** Make a cluster for the project. */
  create(): void;
}

/**
 * What a cluster is made of and since when it is there.
 */
export function Details(props: {
  cluster: ICluster;
  sizes: ReadonlyArray<ISize>;
  /** Whether the settings name no project that has a cluster. */
  canCreate: boolean;
  /** Milliseconds since 1970. */
  now: number;
  trans: TranslationBundle;
  actions: IDetailsActions;
}): JSX.Element {
  const { actions, cluster, trans } = props;
  return (
    <>
      <h3 className="jp-Saturn-heading">{trans.__('Details')}</h3>
      <Facts {...props} />
      {cluster.warnings.map(warning => (
        <p className="jp-Saturn-caution" key={warning}>
          {trans.__('Warning: %1', warning)}
        </p>
      ))}
      <div className="jp-Saturn-actions">
        <Action onClick={() => actions.edit(cluster.id)}>
          {trans.__('Edit…')}
        </Action>
        <Action onClick={() => actions.remove(cluster.id)}>
          {trans.__('Delete…')}
        </Action>
        {props.canCreate && (
          <Action onClick={() => actions.create()}>
            {trans.__('New cluster…')}
          </Action>
        )}
      </div>
    </>
  );
}

function Facts(props: {
  cluster: ICluster;
  sizes: ReadonlyArray<ISize>;
  now: number;
  trans: TranslationBundle;
}): JSX.Element {
  const { cluster, now, sizes, trans } = props;
  return (
    <dl className="jp-Saturn-details">
      <dt>{trans.__('Each worker')}</dt>
      <dd>
        <SizeWords name={cluster.worker_size} sizes={sizes} trans={trans} />
      </dd>
      <dt>{trans.__('Scheduler')}</dt>
      <dd>
        <SizeWords name={cluster.scheduler_size} sizes={sizes} trans={trans} />
      </dd>
      {cluster.adaptive && (
        <>
          <dt>{trans.__('Adaptive')}</dt>
          <dd>
            {trans.__(
              '%1 to %2 workers',
              cluster.adaptive.minimum,
              cluster.adaptive.maximum
            )}
          </dd>
        </>
      )}
      {cluster.created_at && (
        <>
          <dt>{trans.__('Created')}</dt>
          <dd title={new Date(cluster.created_at).toLocaleString()}>
            {createdWords(Date.parse(cluster.created_at), now, trans)}
          </dd>
        </>
      )}
      {cluster.status === 'running' && cluster.since && (
        <>
          <dt>{trans.__('Up for')}</dt>
          <dd>{durationWords(now - Date.parse(cluster.since), trans)}</dd>
        </>
      )}
    </dl>
  );
}

/**
 * A size of machine, with a badge for its graphics processors.
 */
function SizeWords(props: {
  name: string | null;
  sizes: ReadonlyArray<ISize>;
  trans: TranslationBundle;
}): JSX.Element {
  const { name, trans } = props;
  const size = props.sizes.find(item => item.name === name);
  return (
    <>
      {size?.display ?? name ?? trans.__('unknown')}
      {size && size.gpu > 0 && (
        <>
          {' ' /* for those who hear it */}
          <span className="jp-Saturn-badge">{gpuWords(size, trans)}</span>
        </>
      )}
    </>
  );
}

function gpuWords(size: ISize, trans: TranslationBundle): string {
  return size.gpu_type
    ? trans.__('%1 × GPU %2', size.gpu, size.gpu_type)
    : trans.__('%1 × GPU', size.gpu);
}

function createdWords(
  moment: number,
  now: number,
  trans: TranslationBundle
): string {
  const isToday = now - moment < 24 * 3600_000;
  return isToday
    ? formatAge(moment, now, trans)
    : new Date(moment).toLocaleDateString();
}
