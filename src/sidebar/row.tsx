import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { formatMemory, formatPrice, formatStatus } from '../format';
import type { ClusterAction, ICluster } from '../tokens';
import { durationWords } from '../words';
import { Action, ActionBar } from './action';
import { Dot } from './dot';
import type { ISidebarActions } from './props';
import { Progress } from './progress';

/**
 * One cluster: its name and state, and, when it is selected, its figures and what can be done to it.
 */
export function ClusterRow(props: ClusterRow.IProps): JSX.Element {
  const { cluster, isSelected, trans, actions } = props;
  return (
    <li
      className={`jp-Saturn-row${isSelected ? ' jp-mod-selected' : ''}`}
      aria-label={cluster.name}
      data-cluster-id={cluster.id}
    >
      <button
        className="jp-Saturn-rowTitle"
        aria-expanded={isSelected}
        onClick={() => actions.select(cluster.id)}
      >
        <Dot mood={mood(cluster)} />
        <span className="jp-Saturn-name">{cluster.name}</span>
        <span className={`jp-Saturn-status jp-mod-${cluster.status}`}>
          {statusWords(props)}
        </span>
      </button>
      {cluster.status === 'pending' && (
        <Progress cluster={cluster} trans={trans} />
      )}
      {cluster.errors.map(error => (
        <p className="jp-Saturn-error" key={error}>
          {error}
        </p>
      ))}
      {isSelected && cluster.status !== 'pending' && (
        <Figures cluster={cluster} trans={trans} />
      )}
      {isSelected && <Actions {...props} />}
    </li>
  );
}

/**
 * A namespace for `ClusterRow` statics.
 */
export namespace ClusterRow {
  /**
   * The properties of a row.
   */
  export interface IProps {
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
    now: number;
    trans: TranslationBundle;
    actions: ISidebarActions;
  }
}

/**
 * Write the state, and what it costs or how long it has lasted.
 */
function statusWords(props: ClusterRow.IProps): string {
  const { cluster, trans } = props;
  const word = formatStatus(cluster, trans);
  if (props.isStale) {
    return trans.__(
      'last seen %1',
      word.charAt(0).toLocaleLowerCase() + word.slice(1)
    );
  }
  const detail =
    cluster.status === 'running'
      ? formatPrice(cluster.price_per_hour, props.isLocal, trans)
      : cluster.status === 'pending' && cluster.since
        ? durationWords(props.now - Date.parse(cluster.since), trans)
        : '';
  return detail ? trans.__('%1 · %2', word, detail) : word;
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

/**
 * The buttons that make sense in the cluster's state.
 */
function Actions(props: ClusterRow.IProps): JSX.Element {
  const { cluster, trans, actions, pending } = props;
  const id = cluster.id;
  const isUp = cluster.status === 'running';
  const canStart = cluster.status === 'stopped' || cluster.status === 'error';
  const canStop = isUp || cluster.status === 'pending';
  const busy = pending !== null || props.isStale;
  return (
    <ActionBar>
      {canStart && (
        <Action accent disabled={busy} onClick={() => actions.start(id)}>
          {cluster.status === 'error'
            ? trans.__('Try again')
            : trans.__('Start')}
        </Action>
      )}
      {isUp && <AttachActions {...props} isBusy={busy} />}
      {(isUp || canStart) && (
        <Action disabled={busy} onClick={() => actions.scale(id)}>
          {trans.__('Scale…')}
        </Action>
      )}
      {canStop && (
        <Action disabled={busy} onClick={() => actions.stop(id)}>
          {isUp ? trans.__('Stop') : trans.__('Cancel')}
        </Action>
      )}
      {isUp && (
        <Action disabled={busy} onClick={() => actions.restart(id)}>
          {trans.__('Restart')}
        </Action>
      )}
    </ActionBar>
  );
}

/**
 * What can be done to the current notebook; closing its client needs no answer of Saturn.
 */
function AttachActions(
  props: ClusterRow.IProps & { isBusy: boolean }
): JSX.Element {
  const { trans, actions } = props;
  const noNotebook = props.current === null;
  return (
    <>
      {!props.isAttached && (
        <Action
          accent
          disabled={props.isBusy || noNotebook}
          title={
            noNotebook
              ? trans.__('Open a notebook first')
              : trans.__('Give %1 a client of this cluster', props.current)
          }
          onClick={() => actions.attach(props.cluster.id)}
        >
          {trans.__('Attach')}
        </Action>
      )}
      {props.isAttached && (
        <Action
          title={
            props.isAttaching
              ? trans.__('Give up waiting; the kernel gets no client')
              : trans.__('Close the client; the cluster runs on')
          }
          onClick={() => actions.detach()}
        >
          {props.isAttaching ? trans.__('Cancel attach') : trans.__('Detach')}
        </Action>
      )}
    </>
  );
}
