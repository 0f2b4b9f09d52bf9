import React, { useMemo, useState } from 'react';

import { ClusterGrid } from './list';
import type { IListProps } from './list';
import { arrange, FIRST_VIEW } from './order';
import type { ISidebarValues } from './props';
import { Search } from './search';

/**
 * As many clusters are seen at once; with more, there is a search.
 */
const HANDFUL = 5;

/**
 * All clusters of the account, the project's first.
 */
export function ClusterList(props: ISidebarValues): JSX.Element | null {
  const { snapshot, memory, trans } = props;
  const [chosen, setView] = useState(memory.view);
  const total = snapshot?.clusters.length ?? 0;
  const isLong = total > HANDFUL;
  const view = isLong ? chosen : FIRST_VIEW;
  const shown = useMemo(
    () =>
      arrange(snapshot?.clusters ?? [], view, snapshot?.project?.id ?? null),
    [snapshot, view]
  );
  if (!snapshot || total === 0) {
    return null;
  }
  const current = props.documents.find(document => document.isCurrent);
  const isStale = snapshot.stale_since !== null || props.problem !== null;
  const describe: IListProps['describe'] = cluster => ({
    cluster,
    isSelected: cluster.id === props.selectedId,
    isLocal: snapshot.local,
    isStale,
    isAttached:
      current?.state !== 'failed' &&
      current?.state !== 'lost' &&
      current?.cluster?.id === cluster.id,
    isAttaching:
      current?.state === 'waiting' || current?.state === 'connecting',
    current: props.current,
    pending: props.pending(cluster.id),
    trans,
    actions: props.actions
  });
  return (
    <>
      {isLong && (
        <Search
          view={view}
          found={shown.length}
          total={total}
          onChange={changed => {
            memory.view = changed;
            setView(changed);
          }}
          trans={trans}
        />
      )}
      {shown.length > 0 && (
        <ClusterGrid
          clusters={shown}
          openedId={props.selectedId}
          view={view}
          isLong={isLong}
          describe={describe}
          onOpen={id => props.actions.select(id)}
          trans={trans}
        />
      )}
    </>
  );
}
