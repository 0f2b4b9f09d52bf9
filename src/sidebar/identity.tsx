import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IProblem, ISnapshot } from '../tokens';
import { Dot } from './dot';
import { SaturnLink } from './link';

/**
 * Which Saturn this is, as whom, and whether it answers.
 */
export function Identity(props: {
  snapshot: ISnapshot;
  problem: IProblem | null;
  trans: TranslationBundle;
}): JSX.Element {
  const { snapshot, trans } = props;
  const { connection } = snapshot;
  const problem = props.problem ?? connection.problem;
  const mood =
    connection.status === 'starting' ? 'busy' : problem ? 'bad' : 'on';
  const name = snapshot.local
    ? trans.__('Local Saturn')
    : (connection.user ?? trans.__('Saturn'));
  return (
    <div className="jp-Saturn-identity">
      <Dot mood={mood} />
      <div>
        <div className="jp-Saturn-name">{name}</div>
        <div className="jp-Saturn-muted">
          {whereabouts(snapshot, problem !== null, trans)}
        </div>
        <SaturnLink href={snapshot.project?.url ?? snapshot.links?.resources}>
          {trans.__('Open in Saturn')}
        </SaturnLink>
      </div>
    </div>
  );
}

function whereabouts(
  snapshot: ISnapshot,
  hasProblem: boolean,
  trans: TranslationBundle
): string {
  if (snapshot.local) {
    return hasProblem
      ? trans.__('on this machine')
      : trans.__('on this machine · free · no account needed');
  }
  const host = (snapshot.connection.base_url ?? '').replace(
    /^https?:\/\/|\/$/g,
    ''
  );
  return snapshot.project
    ? trans.__(
        '%1 · project %2',
        host,
        snapshot.project.name ?? snapshot.project.id
      )
    : host;
}
