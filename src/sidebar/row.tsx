import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId } from 'react';

import { formatMemory, formatPrice, formatStatus } from '../format';
import type { ClusterAction, ICluster } from '../tokens';
import { durationWords, spanWords } from '../words';
import { Timed, useNow } from './clock';
import { Dot } from './dot';
import type { ISidebarActions } from './props';
import { Progress, Reason } from './progress';
import { RowActions } from './rowactions';

/**
 * Milliseconds from which on a cluster is called idle.
 */
const IDLE = 60_000;

/**
 * The properties of a row.
 */
export interface IRowProps {
  cluster: ICluster;
  isSelected: boolean;
  isLocal: boolean;
  /** Whether Saturn has not answered since the cluster was seen so. */
  isStale: boolean;
  /** Whether the current notebook is attached to this cluster, or about to be. */
  isAttached: boolean;
  /** Whether that attach is still under way. */
  isAttaching: boolean;
  /** The name of the current notebook; null when there is none. */
  current: string | null;
  pending: ClusterAction | 'scale' | null;
  trans: TranslationBundle;
  actions: ISidebarActions;
  /** Its place in the list. */
  index: number;
  /** Whether it is the one that the tabulator key comes to. */
  isActive: boolean;
  /** Pixels from the beginning of the list. */
  start: number;
  /** Is given the node, whose height is then followed. */
  measure?: (node: HTMLElement | null) => void;
}

/**
 * One cluster: its name and state, and, when it is selected, its figures and what can be done to it.
 *
 * #### Notes
 * Each answer of our server brings new objects; a row is drawn anew when one says something new.
 */
export const ClusterRow = React.memo(Row, isSame);

function Row(props: IRowProps): JSX.Element {
  const { cluster, isSelected, trans } = props;
  const id = useId();
  return (
    <div
      role="row"
      ref={props.measure}
      className={`jp-Saturn-row${isSelected ? ' jp-mod-selected' : ''}`}
      style={{ transform: `translateY(${props.start}px)` }}
      aria-label={cluster.name}
      aria-describedby={id}
      aria-expanded={isSelected}
      aria-rowindex={props.index + 1}
      tabIndex={props.isActive ? 0 : -1}
      data-index={props.index}
      data-cluster-id={cluster.id}
    >
      <div
        role="gridcell"
        className="jp-Saturn-rowTitle"
        onClick={() => props.actions.select(cluster.id)}
      >
        <Dot mood={mood(cluster)} />
        <span className="jp-Saturn-name" title={cluster.name}>
          {cluster.name}
        </span>
        <span id={id} className={`jp-Saturn-status jp-mod-${cluster.status}`}>
          <Status {...props} />
        </span>
      </div>
      {hasBody(props) && (
        <div role="gridcell" className="jp-Saturn-rowBody">
          {hasTimes(props) && <Times cluster={cluster} trans={trans} />}
          {cluster.stage !== null || cluster.status === 'pending' ? (
            <Progress cluster={cluster} trans={trans} />
          ) : (
            <Reason cluster={cluster} trans={trans} />
          )}
          {cluster.errors.map(error => (
            <p className="jp-Saturn-error" key={error}>
              {error}
            </p>
          ))}
          {isSelected && cluster.status !== 'pending' && (
            <Figures cluster={cluster} trans={trans} />
          )}
          {isSelected && <RowActions {...props} />}
        </div>
      )}
    </div>
  );
}

function isSame(before: IRowProps, after: IRowProps): boolean {
  const names = Object.keys(after) as ReadonlyArray<keyof IRowProps>;
  return names.every(name =>
    name === 'cluster'
      ? before.cluster === after.cluster ||
        JSON.stringify(before.cluster) === JSON.stringify(after.cluster)
      : before[name] === after[name]
  );
}

/**
 * Whether there is more to say than the first line.
 */
function hasBody(props: IRowProps): boolean {
  const { cluster } = props;
  return (
    props.isSelected ||
    cluster.status === 'pending' ||
    cluster.stage !== null ||
    cluster.errors.length > 0 ||
    (cluster.status === 'error' && !!cluster.stage_detail) ||
    hasTimes(props)
  );
}

/**
 * Whether it is told how long the cluster runs, and is idle.
 */
function hasTimes(props: IRowProps): boolean {
  const { cluster, isStale } = props;
  return cluster.status === 'running' && cluster.since !== null && !isStale;
}

/**
 * The state, and what it costs or how long it has lasted.
 */
function Status(props: IRowProps): JSX.Element {
  const { cluster, trans } = props;
  const word = formatStatus(cluster, trans);
  if (props.isStale) {
    return <>{trans.__('last seen: %1', word)}</>;
  }
  const since =
    cluster.status === 'pending' || cluster.status === 'stopping'
      ? (cluster.transition_since ?? cluster.since)
      : null;
  if (since) {
    const write = (elapsed: number): string =>
      trans.__('%1 · %2', word, durationWords(elapsed, trans));
    return <Timed moment={since} write={write} />;
  }
  const price =
    cluster.status === 'running'
      ? formatPrice(cluster.price_per_hour, props.isLocal, trans)
      : '';
  return <>{price ? trans.__('%1 · %2', word, price) : word}</>;
}

/**
 * How long a cluster runs, as far as our server saw it, and does nothing.
 */
function Times(props: {
  cluster: ICluster;
  trans: TranslationBundle;
}): JSX.Element {
  const { cluster, trans } = props;
  const now = useNow();
  const seen = trans.__(
    'seen running for %1',
    spanWords(now - Date.parse(cluster.since ?? ''), trans)
  );
  const idle = cluster.idle_since ? now - Date.parse(cluster.idle_since) : 0;
  return (
    <p className="jp-Saturn-times">
      {idle >= IDLE
        ? trans.__('%1 · %2', seen, trans.__('idle %1', spanWords(idle, trans)))
        : seen}
    </p>
  );
}

function mood(cluster: ICluster): 'on' | 'off' | 'busy' | 'bad' {
  switch (cluster.status) {
    case 'running':
      return 'on';
    case 'pending':
    case 'stopping':
      return 'busy';
    case 'error':
      return 'bad';
    case 'stopped':
    case 'unknown':
      return 'off';
  }
}

function Figures(props: {
  cluster: ICluster;
  trans: TranslationBundle;
}): JSX.Element {
  const { cluster, trans } = props;
  const workers =
    cluster.status === 'running' && cluster.worker_count !== null
      ? trans.__('%1 of %2', cluster.worker_count, cluster.worker_target)
      : String(cluster.worker_target);
  return (
    <dl className="jp-Saturn-figures">
      <dt>{trans.__('Workers')}</dt>
      <dd>{workers}</dd>
      <dt>{trans.__('Threads')}</dt>
      <dd>{cluster.threads}</dd>
      <dt>{trans.__('Memory')}</dt>
      <dd>{formatMemory(cluster.memory_bytes, trans)}</dd>
      <dt>{trans.__('Size')}</dt>
      <dd>{cluster.worker_size ?? trans.__('unknown')}</dd>
    </dl>
  );
}
