import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { formatMemory, formatPrice, formatStatus } from '../format';
import type { ClusterAction, ICluster } from '../tokens';
import { Dot } from './dot';
import type { ISidebarActions } from './props';
import { Progress } from './progress';

/**
 * One cluster: its name and state, and, when it is selected, its figures and what can be done to it.
 */
export function ClusterRow(props: ClusterRow.IProps): JSX.Element {
  const { cluster, isSelected, trans, actions } = props;
  const price = formatPrice(cluster.price_per_hour, props.isLocal, trans);
  const word = formatStatus(cluster, trans);
  return (
    <li
      className={`jp-Saturn-row${isSelected ? ' jp-mod-selected' : ''}`}
      aria-label={cluster.name}
    >
      <button
        className="jp-Saturn-rowTitle"
        aria-expanded={isSelected}
        onClick={() => actions.select(cluster.id)}
      >
        <Dot mood={mood(cluster)} />
        <span className="jp-Saturn-name">{cluster.name}</span>
        <span className={`jp-Saturn-status jp-mod-${cluster.status}`}>
          {cluster.status === 'running' && price
            ? trans.__('%1 · %2', word, price)
            : word}
        </span>
      </button>
      {cluster.status === 'pending' && (
        <Progress cluster={cluster} now={props.now} trans={trans} />
      )}
      {cluster.errors.map(error => (
        <p className="jp-Saturn-error" key={error}>
          {error}
        </p>
      ))}
      {isSelected && <Figures cluster={cluster} trans={trans} />}
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
  const isUp = cluster.status === 'running' || cluster.status === 'pending';
  const workers =
    isUp && cluster.worker_count !== null
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
  const busy = pending !== null;
  const noNotebook = props.current === null;
  return (
    <div className="jp-Saturn-actions">
      {canStart && (
        <Action accent disabled={busy} onClick={() => actions.start(id)}>
          {cluster.status === 'error'
            ? trans.__('Try again')
            : trans.__('Start')}
        </Action>
      )}
      {isUp && !props.isAttached && (
        <Action
          accent
          disabled={busy || noNotebook}
          title={
            noNotebook
              ? trans.__('Open a notebook first')
              : trans.__('Give %1 a client of this cluster', props.current)
          }
          onClick={() => actions.attach(id)}
        >
          {trans.__('Attach')}
        </Action>
      )}
      {isUp && props.isAttached && (
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
    </div>
  );
}

/**
 * A small button.
 */
export function Action(props: {
  children: React.ReactNode;
  onClick: () => void;
  accent?: boolean;
  disabled?: boolean;
  title?: string;
}): JSX.Element {
  return (
    <button
      className={`jp-Saturn-action${props.accent ? ' jp-mod-accent' : ''}`}
      disabled={props.disabled}
      title={props.title}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}
