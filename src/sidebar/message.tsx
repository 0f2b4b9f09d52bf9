import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { ILinks, IProblem, ISnapshot } from '../tokens';
import { Action } from './action';
import { SaturnLinks } from './link';
import type { ISidebarActions } from './props';

/**
 * What stands in the place of a list, or above a stale one: what is the matter, and the one next action.
 */
export function Message(props: {
  snapshot: ISnapshot | null;
  problem: IProblem | null;
  trans: TranslationBundle;
  actions: ISidebarActions;
}): JSX.Element | null {
  const { snapshot, trans, actions } = props;
  const problem = props.problem ?? snapshot?.connection.problem ?? null;
  const status = snapshot?.connection.status;
  if (problem) {
    const inSettings = status === 'signed-out' || status === 'not-saturn';
    return (
      <div className="jp-Saturn-message" role="alert">
        <strong>{problem.title}</strong>
        <p>{problem.reason}</p>
        <p className="jp-Saturn-muted">{problem.hint}</p>
        {inSettings ? (
          <Action accent onClick={() => actions.openSettings()}>
            {trans.__('Open settings')}
          </Action>
        ) : (
          <Action accent onClick={() => actions.refresh()}>
            {trans.__('Try again')}
          </Action>
        )}
      </div>
    );
  }
  if (!snapshot || status === 'starting') {
    return (
      <div className="jp-Saturn-message" role="status">
        {snapshot?.local
          ? trans.__('Starting the local Saturn…')
          : trans.__('Reading the clusters…')}
      </div>
    );
  }
  return snapshot.clusters.length === 0 ? (
    <NoCluster links={snapshot.links} actions={actions} trans={trans} />
  ) : null;
}

/**
 * How to come by a first cluster.
 */
function NoCluster(props: {
  links: ILinks | null | undefined;
  actions: ISidebarActions;
  trans: TranslationBundle;
}): JSX.Element {
  const { links, actions, trans } = props;
  return (
    <div className="jp-Saturn-message">
      <strong>{trans.__('No cluster yet')}</strong>
      <p className="jp-Saturn-muted">
        {trans.__(
          'Create a Dask cluster for a workspace in Saturn; it appears here.'
        )}
      </p>
      <Action accent onClick={() => actions.create()}>
        {trans.__('New cluster…')}
      </Action>
      <Action onClick={() => actions.refresh()}>
        {trans.__('Look again')}
      </Action>
      {links && (
        <SaturnLinks
          pages={[
            [trans.__('New project in Saturn'), links.new_project],
            [trans.__('Plans'), links.plans]
          ]}
        />
      )}
    </div>
  );
}
