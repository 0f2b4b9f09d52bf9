import React from 'react';

import { Action, ActionBar } from './action';
import { SaturnLink } from './link';
import type { IRowProps } from './row';

/**
 * The buttons that make sense in the cluster's state.
 */
export function RowActions(props: IRowProps): JSX.Element {
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
      <SaturnLink
        href={cluster.url}
        label={trans.__('Open in Saturn: %1', cluster.name)}
      >
        {trans.__('Open in Saturn')}
      </SaturnLink>
    </ActionBar>
  );
}

/**
 * What can be done to the current notebook; closing its client needs no answer of Saturn.
 */
function AttachActions(props: IRowProps & { isBusy: boolean }): JSX.Element {
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
