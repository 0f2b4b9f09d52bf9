import { refreshIcon, settingsIcon } from '@jupyterlab/ui-components';
import type { LabIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { formatAge, formatPrice, totalPrice } from '../format';
import { Announcement } from './announcement';
import { Documents } from './documents';
import { Identity } from './identity';
import { Message } from './message';
import type { ISidebarValues } from './props';
import { ClusterRow } from './row';

/**
 * The whole sidebar.
 */
export function Sidebar(props: ISidebarValues): JSX.Element {
  const { snapshot, problem, trans, actions } = props;
  return (
    <div className="jp-Saturn-sidebar">
      <div className="jp-Saturn-header">
        <h2>{trans.__('Saturn')}</h2>
        <IconButton
          icon={refreshIcon}
          label={trans.__('Refresh')}
          onClick={() => actions.refresh()}
        />
        <IconButton
          icon={settingsIcon}
          label={trans.__('Saturn settings')}
          onClick={() => actions.openSettings()}
        />
      </div>
      <div className="jp-Saturn-content">
        {snapshot && (
          <Identity snapshot={snapshot} problem={problem} trans={trans} />
        )}
        {snapshot && props.saturns}
        {wantsToken(props) ? (
          props.signIn
        ) : (
          <Message {...{ snapshot, problem, trans, actions }} />
        )}
        <ClusterList {...props} />
        <Hint {...props} />
        <Documents documents={props.documents} trans={trans} />
        <Sections {...props} />
      </div>
      {snapshot && <Footer {...props} />}
      <Announcement snapshot={snapshot} trans={trans} />
    </div>
  );
}

/**
 * Whether nothing goes on before a token is entered.
 */
function wantsToken(props: ISidebarValues): boolean {
  const status = props.snapshot?.connection.status;
  return (
    !!props.signIn &&
    props.problem === null &&
    (status === 'signed-out' || status === 'refused' || status === 'expired')
  );
}

function IconButton(props: {
  icon: LabIcon;
  label: string;
  onClick: () => void;
}): JSX.Element {
  return (
    <button
      className="jp-Button jp-mod-minimal jp-Saturn-icon"
      title={props.label}
      aria-label={props.label}
      onClick={props.onClick}
    >
      <props.icon.react tag="span" />
    </button>
  );
}

function ClusterList(props: ISidebarValues): JSX.Element | null {
  const { snapshot, trans } = props;
  const clusters = snapshot?.clusters ?? [];
  if (!snapshot || clusters.length === 0) {
    return null;
  }
  const current = props.documents.find(document => document.isCurrent);
  const isStale = snapshot.stale_since !== null || props.problem !== null;
  return (
    <ul className="jp-Saturn-list" aria-label={trans.__('Clusters')}>
      {clusters.map(cluster => (
        <ClusterRow
          key={cluster.id}
          cluster={cluster}
          isSelected={cluster.id === props.selectedId}
          isLocal={snapshot.local}
          isStale={isStale}
          isAttached={
            current?.state !== 'failed' &&
            current?.state !== 'lost' &&
            current?.cluster?.id === cluster.id
          }
          isAttaching={
            current?.state === 'waiting' || current?.state === 'connecting'
          }
          current={props.current}
          pending={props.pending(cluster.id)}
          now={props.now}
          trans={trans}
          actions={props.actions}
        />
      ))}
    </ul>
  );
}

/**
 * What to do next, until the first notebook is attached.
 */
function Hint(props: ISidebarValues): JSX.Element | null {
  const { snapshot, trans } = props;
  const isReady = snapshot?.connection.status === 'ok';
  if (!isReady || props.documents.length || !snapshot.clusters.length) {
    return null;
  }
  const isUp = snapshot.clusters.some(c => c.status === 'running');
  if (!isUp && snapshot.clusters.some(c => c.status === 'pending')) {
    return null;
  }
  return (
    <p className="jp-Saturn-message jp-Saturn-muted">
      {!isUp
        ? trans.__(
            'Start the cluster, then attach a notebook: your kernel gets a client.'
          )
        : props.current
          ? trans.__(
              'Attach %1: its kernel gets a client of the cluster.',
              props.current
            )
          : trans.__(
              'Open a notebook, then attach it: its kernel gets a client.'
            )}
    </p>
  );
}

/**
 * What others draw of the opened cluster.
 */
function Sections(props: ISidebarValues): JSX.Element | null {
  const opened = props.snapshot?.clusters.find(c => c.id === props.selectedId);
  return opened ? (
    <>
      {props.sections?.map(section => (
        <React.Fragment key={section.id}>{section.draw(opened)}</React.Fragment>
      ))}
    </>
  ) : null;
}

function Footer(props: ISidebarValues): JSX.Element | null {
  const { snapshot, now, trans } = props;
  if (!snapshot) {
    return null;
  }
  const running = snapshot.clusters.filter(c => c.status === 'running').length;
  const starting = snapshot.clusters.filter(c => c.status === 'pending').length;
  const counts =
    running && starting
      ? trans.__('%1 running, %2 starting', running, starting)
      : running
        ? trans.__('%1 running', running)
        : starting
          ? trans.__('%1 starting', starting)
          : trans.__('no cluster running');
  const price =
    running || starting
      ? formatPrice(totalPrice(snapshot), snapshot.local, trans)
      : '';
  return (
    <div className="jp-Saturn-footer">
      <span>{price ? trans.__('%1 · %2', counts, price) : counts}</span>
      <span>
        {snapshot.stale_since
          ? trans.__(
              'last seen %1',
              formatAge(Date.parse(snapshot.stale_since), now, trans)
            )
          : props.readAt
            ? trans.__('checked %1', formatAge(props.readAt, now, trans))
            : ''}
      </span>
    </div>
  );
}
