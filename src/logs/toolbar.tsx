import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Action } from '../sidebar/action';
import type { IPod } from './api';
import type { Level } from './lines';

/**
 * What is chosen of a log, and where the search is.
 */
export interface IChoice {
  readonly pod: string;
  readonly level: Level;
  readonly search: string;
  readonly isWrapped: boolean;
}

/**
 * The controls above a log.
 */
export function LogToolbar(props: LogToolbar.IProps): JSX.Element {
  const { trans } = props;
  return (
    <div
      className="jp-SaturnLogs-toolbar"
      role="toolbar"
      aria-label={trans.__('Log')}
    >
      <Choices {...props} />
      <Search {...props} />
      <label>
        <input
          type="checkbox"
          checked={props.choice.isWrapped}
          onChange={event =>
            props.onChoose({ isWrapped: event.target.checked })
          }
        />
        {trans.__('Wrap')}
      </label>
      {props.onReason && (
        <Action accent onClick={props.onReason}>
          {trans.__('Why it failed')}
        </Action>
      )}
      <Action
        title={trans.__('Copy the lines that are shown')}
        onClick={props.onCopy}
      >
        {trans.__('Copy')}
      </Action>
      <Action
        title={trans.__('Download the lines that are shown')}
        onClick={props.onDownload}
      >
        {trans.__('Download')}
      </Action>
      <Action
        title={trans.__('Read the log again from its start')}
        onClick={props.onReread}
      >
        {trans.__('Read again')}
      </Action>
    </div>
  );
}

/**
 * A namespace for `LogToolbar` statics.
 */
export namespace LogToolbar {
  /**
   * The properties of the controls.
   */
  export interface IProps {
    pods: ReadonlyArray<IPod>;
    choice: IChoice;
    /** How many lines the search found, and which of them is shown, from 0; -1 is none. */
    hits: { readonly count: number; readonly current: number };
    onChoose: (choice: Partial<IChoice>) => void;
    /** Go to the next hit (1), or to the one before (-1). */
    onStep: (step: 1 | -1) => void;
    /** Show why the start failed; null where no line says so. */
    onReason: (() => void) | null;
    onCopy: () => void;
    onDownload: () => void;
    onReread: () => void;
    trans: TranslationBundle;
  }
}

function Choices(props: LogToolbar.IProps): JSX.Element {
  const { choice, pods, trans } = props;
  const levels: [Level, string][] = [
    ['debug', trans.__('All levels')],
    ['info', trans.__('Info and above')],
    ['warning', trans.__('Warnings and errors')],
    ['error', trans.__('Errors')]
  ];
  return (
    <>
      <select
        aria-label={trans.__('Process')}
        value={choice.pod}
        onChange={event => props.onChoose({ pod: event.target.value })}
      >
        <option value="">{trans.__('All processes')}</option>
        {pods.map(pod => (
          <option key={pod.name} value={pod.name}>
            {trans.__('%1 (%2)', pod.name, pod.status)}
          </option>
        ))}
      </select>
      <select
        aria-label={trans.__('Level')}
        value={choice.level}
        onChange={event => {
          const level = levels.find(([name]) => name === event.target.value);
          props.onChoose({ level: level?.[0] });
        }}
      >
        {levels.map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
    </>
  );
}

function Search(props: LogToolbar.IProps): JSX.Element {
  const { choice, hits, trans } = props;
  const isEmpty = hits.count === 0;
  return (
    <span className="jp-SaturnLogs-search" role="search">
      <input
        type="search"
        className="jp-mod-styled"
        aria-label={trans.__('Search in the log')}
        placeholder={trans.__('Search')}
        value={choice.search}
        onChange={event => props.onChoose({ search: event.target.value })}
        onKeyDown={event => {
          if (event.key === 'Enter') {
            event.preventDefault();
            props.onStep(event.shiftKey ? -1 : 1);
          }
        }}
      />
      <span role="status">
        {!choice.search
          ? ''
          : isEmpty
            ? trans.__('no lines')
            : hits.current < 0
              ? trans._n('%1 line', '%1 lines', hits.count)
              : trans.__('%1 of %2', hits.current + 1, hits.count)}
      </span>
      <Action
        disabled={isEmpty}
        title={trans.__('The hit before')}
        onClick={() => props.onStep(-1)}
      >
        {trans.__('Previous')}
      </Action>
      <Action
        disabled={isEmpty}
        title={trans.__('The next hit')}
        onClick={() => props.onStep(1)}
      >
        {trans.__('Next')}
      </Action>
    </span>
  );
}
