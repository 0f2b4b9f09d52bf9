import { refreshIcon, settingsIcon } from '@jupyterlab/ui-components';
import type { LabIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Announcement } from './announcement';
import { Clock } from './clock';
import { ClusterList } from './clusters';
import { Documents } from './documents';
import { Footer } from './footer';
import { Identity } from './identity';
import { IdleAlerts } from './idle';
import { Message } from './message';
import { SaturnLinks } from './link';
import type { ISidebarActions, ISidebarValues } from './props';
import { Resources } from './resources';

/**
 * The whole sidebar.
 */
export function Sidebar(props: ISidebarValues): JSX.Element {
  const { snapshot, problem, trans, actions } = props;
  return (
    <Clock now={props.now}>
      <div className="jp-Saturn-sidebar">
        <Header actions={actions} trans={trans} />
        <div className="jp-Saturn-content">
          {snapshot && (
            <Identity snapshot={snapshot} problem={problem} trans={trans} />
          )}
          {snapshot && props.saturns}
          {wantsToken(props) ? (
            <>
              {props.signIn}
              {snapshot?.links && (
                <SaturnLinks
                  pages={[
                    [trans.__('Access keys'), snapshot.links.access_keys],
                    [trans.__('Sign up'), snapshot.links.sign_up]
                  ]}
                />
              )}
            </>
          ) : (
            <Message {...{ snapshot, problem, trans, actions }} />
          )}
          <IdleAlerts {...props} />
          <ClusterList {...props} />
          <Hint {...props} />
          <Documents documents={props.documents} trans={trans} />
          <Sections {...props} />
          <Resources snapshot={snapshot} actions={actions} trans={trans} />
        </div>
        {snapshot && <Footer {...props} snapshot={snapshot} />}
        <Announcement snapshot={snapshot} trans={trans} />
      </div>
    </Clock>
  );
}

function Header(props: {
  actions: ISidebarActions;
  trans: TranslationBundle;
}): JSX.Element {
  const { actions, trans } = props;
  return (
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
