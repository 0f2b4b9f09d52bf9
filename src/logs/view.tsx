import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useMemo, useRef, useState } from 'react';

import { Action } from '../sidebar/action';
import type { IProblem } from '../tokens';
import type { IPod } from './api';
import type { IReadLine } from './lines';
import { filterLines, findLines, reasonLine } from './lines';
import { LineList } from './list';
import type { IChoice } from './toolbar';
import { LogToolbar } from './toolbar';

/**
 * A log with its controls.
 */
export function LogView(props: LogView.IProps): JSX.Element {
  const { pod, trans } = props;
  const [choice, setChoice] = useState<Omit<IChoice, 'pod'>>({
    level: 'debug',
    search: '',
    isWrapped: false
  });
  const place = usePlace(props, choice);
  const { shown, hits, current, reason } = place;
  const onChoose = (change: Partial<IChoice>): void => {
    const { pod, ...rest } = change;
    if (pod !== undefined) {
      place.follow();
      props.onPod(pod);
    }
    setChoice({ ...choice, ...rest });
  };
  return (
    <div className="jp-SaturnLogs-view">
      <LogToolbar
        pods={props.pods}
        choice={{ ...choice, pod }}
        hits={{ count: hits.length, current }}
        onChoose={onChoose}
        onStep={place.step}
        onReason={reason ? () => place.show(reason) : null}
        onCopy={() => props.onCopy(shown)}
        onDownload={() => props.onDownload(shown)}
        onReread={props.onReread}
        trans={trans}
      />
      <Problem problem={props.problem} onRetry={props.onReread} trans={trans} />
      <LineList
        lines={shown}
        search={choice.search}
        target={place.target}
        isWrapped={choice.isWrapped}
        isFollowing={place.isFollowing && props.isFollowed}
        hasPods={pod === ''}
        onEnd={place.setFollowing}
        trans={trans}
      />
      <Footer
        {...props}
        shown={shown.length}
        isFollowing={place.isFollowing}
        onFollow={place.follow}
      />
    </div>
  );
}

/**
 * A namespace for `LogView` statics.
 */
export namespace LogView {
  /**
   * The properties of a view.
   */
  export interface IProps {
    lines: ReadonlyArray<IReadLine>;
    pods: ReadonlyArray<IPod>;
    pod: string;
    problem: IProblem | null;
    isRead: boolean;
    isFollowed: boolean;
    /** Saturn's words on a start that failed; null when none did. */
    errors: ReadonlyArray<string> | null;
    onPod: (pod: string) => void;
    onCopy: (lines: ReadonlyArray<IReadLine>) => void;
    onDownload: (lines: ReadonlyArray<IReadLine>) => void;
    onReread: () => void;
    trans: TranslationBundle;
  }
}

/**
 * Which lines are shown, which of them were searched for, and which of them is looked at.
 */
function usePlace(props: LogView.IProps, choice: Omit<IChoice, 'pod'>) {
  const { lines } = props;
  const [isFollowing, setFollowing] = useState(true);
  const [wanted, setWanted] = useState<{ number: number } | null>(null);
  const shown = useMemo(
    () => filterLines(lines, choice.level),
    [lines, choice.level]
  );
  const hits = useMemo(
    () => findLines(shown, choice.search),
    [shown, choice.search]
  );
  const target = useMemo(
    () => wanted && placeOf(shown, wanted),
    [shown, wanted]
  );
  const current = target ? hits.indexOf(target.index) : -1;
  const show = (line: IReadLine | null | undefined): void => {
    if (line) {
      setFollowing(false);
      setWanted({ number: line.number });
    }
  };
  const step = (by: 1 | -1): void => {
    const next = current < 0 ? (by > 0 ? 0 : hits.length - 1) : current + by;
    show(shown[hits[(next + hits.length) % hits.length] ?? -1]);
  };
  const follow = (): void => {
    setWanted(null);
    setFollowing(true);
  };
  const reason = useReason(props);
  useFirst(reason, show);
  return {
    ...{ shown, hits, target, current, reason, isFollowing },
    ...{ show, step, follow, setFollowing }
  };
}

/**
 * Return the line that says why the start failed, once all is read.
 */
function useReason(props: LogView.IProps): IReadLine | null {
  const { lines, errors, isRead } = props;
  return useMemo(
    () => (errors && isRead ? reasonLine(lines, errors) : null),
    [lines, errors, isRead]
  );
}

/**
 * Show the reason when it is first known; afterwards the user leads.
 */
function useFirst(
  reason: IReadLine | null,
  show: (line: IReadLine) => void
): void {
  const isShown = useRef(false);
  useEffect(() => {
    if (reason && !isShown.current) {
      isShown.current = true;
      show(reason);
    }
  });
}

/**
 * Return where the line of a number is; null when it is not shown. Numbers ascend.
 */
function placeOf(
  lines: ReadonlyArray<IReadLine>,
  jump: { readonly number: number }
): { index: number; jump: object } | null {
  const { number } = jump;
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.number ?? Infinity) < number) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return lines[low]?.number === number ? { index: low, jump } : null;
}

function Problem(props: {
  problem: IProblem | null;
  onRetry: () => void;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { problem, trans } = props;
  return (
    problem && (
      <div className="jp-SaturnLogs-problem" role="alert">
        <strong>{problem.title}</strong> {problem.reason} {problem.hint}{' '}
        <Action onClick={props.onRetry}>{trans.__('Try again')}</Action>
      </div>
    )
  );
}

function Footer(
  props: LogView.IProps & {
    shown: number;
    isFollowing: boolean;
    onFollow: () => void;
  }
): JSX.Element {
  const { lines, shown, isRead, isFollowed, isFollowing, trans } = props;
  const state = !isRead
    ? trans.__('reading…')
    : !isFollowed
      ? trans.__('choose one process to follow it')
      : isFollowing
        ? trans.__('following')
        : trans.__('not following');
  return (
    <div className="jp-SaturnLogs-footer">
      <span>{trans.__('%1 of %2 lines', shown, lines.length)}</span>
      <span role="status">
        {lines.length === 0 && isRead ? trans.__('The log is empty') : state}
      </span>
      {isFollowed && !isFollowing && (
        <Action onClick={props.onFollow}>{trans.__('Go to the end')}</Action>
      )}
    </div>
  );
}
