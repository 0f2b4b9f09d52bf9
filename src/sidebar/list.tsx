import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import type { Range, Virtualizer } from '@tanstack/react-virtual';
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useCallback, useEffect, useRef } from 'react';

import type { ICluster } from '../tokens';
import type { Move } from './keyboard';
import { moveOf, Typing } from './keyboard';
import { findTyped } from './order';
import type { IListView } from './order';
import { step, useActive, useFocus } from './roving';
import { ClusterRow } from './row';
import type { IRowProps } from './row';

/**
 * Pixels that a closed row is high, until it was measured.
 */
const ROW_HEIGHT = 33;

/**
 * Rows that are drawn beyond either edge.
 */
const OVERSCAN = 4;

/**
 * What all rows have in common, and what one of them has.
 */
export interface IListProps {
  readonly clusters: ReadonlyArray<ICluster>;
  readonly openedId: string | null;
  /** When it changes, the list is shown from its beginning. */
  readonly view: IListView;
  /** Whether the list scrolls by itself, so that what follows it stays in sight. */
  readonly isLong: boolean;
  readonly describe: (
    cluster: ICluster
  ) => Omit<IRowProps, 'index' | 'isActive' | 'start' | 'measure'>;
  readonly onOpen: (clusterId: string) => void;
  readonly trans: TranslationBundle;
}

/**
 * The clusters as a tree grid: the arrow keys go from row to row and into the opened one. Only the
 * rows in sight are in the document, and the one with the focus.
 */
export function ClusterGrid(props: IListProps): JSX.Element {
  const { clusters, openedId } = props;
  const node = useRef<HTMLDivElement>(null);
  const [active, setActiveId] = useActive(clusters, openedId);
  const focus = useFocus(node, active);
  const virtualizer = useRows(clusters, active, node);
  const opened = clusters.findIndex(c => c.id === openedId);
  const isNew = useRef(true);
  useEffect(() => {
    if (!isNew.current) {
      virtualizer.scrollToOffset(0);
    } else if (opened > 0) {
      virtualizer.scrollToIndex(opened);
    }
    isNew.current = false;
  }, [props.view]); // else it is the user who scrolls
  const onKeyDown = useKeys({
    clusters,
    active,
    opened,
    goTo: index => {
      setActiveId(clusters[index]?.id ?? null);
      virtualizer.scrollToIndex(index);
      focus.want();
    },
    open: props.onOpen
  });
  return (
    <div
      ref={node}
      role="treegrid"
      className={`jp-Saturn-clusters${props.isLong ? ' jp-mod-long' : ''}`}
      aria-label={props.trans.__('Clusters')}
      aria-rowcount={clusters.length}
      onKeyDown={onKeyDown}
      onFocus={event => {
        const row = event.target.closest<HTMLElement>('[role="row"]');
        setActiveId(row?.dataset.clusterId ?? null);
        focus.note(true);
      }}
      // An element stays the active one while only the window loses the focus.
      onBlur={event => focus.note(document.activeElement === event.target)}
    >
      <div role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const cluster = clusters[index];
          return cluster ? (
            <ClusterRow
              key={cluster.id}
              {...props.describe(cluster)}
              index={index}
              start={start}
              isActive={index === active}
              measure={virtualizer.measureElement}
            />
          ) : null;
        })}
      </div>
    </div>
  );
}

/**
 * Say which rows are drawn, and where.
 */
function useRows(
  clusters: ReadonlyArray<ICluster>,
  active: number,
  node: React.RefObject<HTMLDivElement>
): Virtualizer<HTMLDivElement, Element> {
  return useVirtualizer({
    count: clusters.length,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: useCallback(
      (index: number) => clusters[index]?.id ?? index,
      [clusters]
    ),
    getScrollElement: () => node.current,
    overscan: OVERSCAN,
    rangeExtractor: useCallback(
      (range: Range) => withIndex(defaultRangeExtractor(range), active),
      [active]
    )
  });
}

/**
 * Do what a key asks for.
 */
function useKeys(list: {
  clusters: ReadonlyArray<ICluster>;
  active: number;
  opened: number;
  goTo: (index: number) => void;
  open: (clusterId: string) => void;
}): (event: React.KeyboardEvent<HTMLElement>) => void {
  const { clusters, active, opened } = list;
  const typing = useRef(new Typing());
  return event => {
    const target = event.target as HTMLElement; // only elements have the focus
    const row = target.closest<HTMLElement>('[role="row"]');
    const isInside = row !== target;
    const isTyped =
      event.key === ' ' && !isInside && typing.current.isOn(event.timeStamp);
    const move: Move | null = isTyped
      ? { kind: 'type', text: ' ' }
      : moveOf(event, {
          index: active,
          count: clusters.length,
          page: Math.floor(event.currentTarget.clientHeight / ROW_HEIGHT),
          isOpen: active === opened,
          isInside
        });
    if (!move || !row) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (move.kind === 'to') {
      list.goTo(move.index);
    } else if (move.kind === 'open') {
      list.open(clusters[active]?.id ?? '');
    } else if (move.kind === 'type') {
      const text = typing.current.add(move.text, event.timeStamp);
      const found = findTyped(clusters, text, active);
      if (found >= 0) {
        list.goTo(found);
      }
    } else {
      step(row, target, move.kind);
    }
  };
}

/**
 * Return the indexes that are drawn, in order, with one more among them.
 */
function withIndex(indexes: number[], index: number): number[] {
  return [...new Set([...indexes, index])].sort((a, b) => a - b);
}
