import type { TranslationBundle } from '@jupyterlab/translation';
import { useVirtualizer } from '@tanstack/react-virtual';
import React, { memo, useEffect, useRef } from 'react';

import type { IReadLine } from './lines';
import { splitLine } from './pieces';

/**
 * Pixels of a line before it is measured.
 */
const LINE_HEIGHT = 18;

/**
 * Lines that are drawn above and below those that are seen.
 */
const OVERSCAN = 20;

/**
 * Pixels from the end at which the end counts as seen.
 */
const AT_END = 24;

/**
 * The lines; only those that are seen are in the page.
 */
export function LineList(props: LineList.IProps): JSX.Element {
  const { lines, isFollowing, target, trans } = props;
  const node = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: lines.length,
    getScrollElement: () => node.current,
    getItemKey: index => lines[index]?.number ?? index,
    estimateSize: () => LINE_HEIGHT,
    overscan: OVERSCAN
  });
  useEffect(() => {
    if (isFollowing && lines.length > 0) {
      list.scrollToIndex(lines.length - 1, { align: 'end' });
    }
  }, [list, lines, isFollowing, props.isWrapped]);
  useEffect(() => {
    if (target) {
      list.scrollToIndex(target.index, { align: 'center' });
    }
    // Not when lines came: the user may look elsewhere by then.
  }, [list, target?.jump]);
  const onScroll = useEnd(props.onEnd);
  return (
    <div
      ref={node}
      className={`jp-SaturnLogs-lines${props.isWrapped ? ' jp-mod-wrapped' : ''}`}
      role="log"
      aria-live="off"
      aria-label={trans.__('Lines')}
      tabIndex={0}
      onScroll={onScroll}
    >
      <div
        className="jp-SaturnLogs-space"
        style={{ height: list.getTotalSize() }}
      >
        {list.getVirtualItems().map(item => (
          <div
            key={item.key}
            ref={list.measureElement}
            data-index={item.index}
            className="jp-SaturnLogs-place"
            style={{ transform: `translateY(${item.start}px)` }}
          >
            <Line
              line={lines[item.index]}
              search={props.search}
              isCurrent={item.index === target?.index}
              hasPod={props.hasPods}
            />
          </div>
        ))}
      </div>
    </div>
  );
}

/**
 * A namespace for `LineList` statics.
 */
export namespace LineList {
  /**
   * The properties of a list.
   */
  export interface IProps {
    lines: ReadonlyArray<IReadLine>;
    search: string;
    /** The line to show; it is shown again when the jump is another object. */
    target: { readonly index: number; readonly jump: object } | null;
    isWrapped: boolean;
    isFollowing: boolean;
    /** Whether to say who wrote each line. */
    hasPods: boolean;
    /** Called when the user reaches the end, or leaves it. */
    onEnd: (isAtEnd: boolean) => void;
    trans: TranslationBundle;
  }
}

/**
 * Tell of scrolling to the end, and of scrolling away from it.
 */
function useEnd(
  onEnd: (isAtEnd: boolean) => void
): React.UIEventHandler<HTMLElement> {
  const lastTop = useRef(0);
  return event => {
    const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
    if (scrollHeight - scrollTop - clientHeight < AT_END) {
      onEnd(true);
    } else if (scrollTop < lastTop.current) {
      onEnd(false); // only lines that came move the end away otherwise
    }
    lastTop.current = scrollTop;
  };
}

const Line = memo(function Line(props: {
  line: IReadLine | undefined;
  search: string;
  isCurrent: boolean;
  hasPod: boolean;
}): JSX.Element | null {
  const { line, search, isCurrent, hasPod } = props;
  if (!line) {
    return null;
  }
  return (
    <div
      className={`jp-SaturnLogs-line jp-mod-${line.level}${isCurrent ? ' jp-mod-current' : ''}`}
      aria-current={isCurrent || undefined}
    >
      {line.at && (
        <time className="jp-SaturnLogs-at" dateTime={line.at} title={line.at}>
          {line.at.slice(11, 19)}
        </time>
      )}
      {hasPod && <span className="jp-SaturnLogs-pod">{line.pod}</span>}
      <span className="jp-SaturnLogs-text">
        {splitLine(line.text, search).map((piece, index) =>
          piece.isHit ? (
            <mark key={index}>{piece.text}</mark>
          ) : (
            <span key={index} className={piece.className}>
              {piece.text}
            </span>
          )
        )}
      </span>
    </div>
  );
});
