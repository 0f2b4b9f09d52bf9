import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IWorkerPage } from '../clusterview/workers';
import { Action } from '../sidebar/action';
import { Dot } from '../sidebar/dot';
import type { PaneState, Step } from './place';
import { Summary } from './summary';

/**
 * What stands in the place of a plot: what is the matter, the next step, and the figures that can be
 * had without the plot.
 */
export function Placeholder(props: {
  state: PaneState;
  onStep: (step: Step) => void;
  /** Open the dashboard's own page in a tab of the browser. */
  onTab: (url: string) => void;
  readWorkers: () => Promise<IWorkerPage>;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { state, trans } = props;
  switch (state.kind) {
    case 'waiting':
      return <Waiting words={state.words} />;
    case 'frame':
      return state.isLoaded ? null : (
        <Waiting words={trans.__('The plot is loading…')} />
      );
    case 'tab':
      return (
        <div className="jp-Saturn-message">
          <strong>{trans.__('This dashboard wants Saturn’s own login')}</strong>
          <p>{trans.__('It can be shown in a tab of your browser only.')}</p>
          <Action accent onClick={() => props.onTab(state.url)}>
            {trans.__('Open in a browser tab')}
          </Action>
        </div>
      );
    case 'problem':
      return (
        <>
          <div className="jp-Saturn-message" role="alert">
            <strong>{state.problem.title}</strong>
            <p>{state.problem.reason}</p>
            <p className="jp-Saturn-muted">{state.problem.hint}</p>
            <Next step={state.step} onStep={props.onStep} trans={trans} />
          </div>
          {state.hasSummary && (
            <Summary read={props.readWorkers} trans={trans} />
          )}
        </>
      );
  }
}

function Waiting(props: { words: string }): JSX.Element {
  return (
    <div className="jp-Saturn-message" role="status">
      <Dot mood="busy" /> {props.words}
    </div>
  );
}

function Next(props: {
  step: Step | null;
  onStep: (step: Step) => void;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { step, onStep, trans } = props;
  if (!step) {
    return null;
  }
  const words = {
    start: trans.__('Start cluster'),
    'sign-in': trans.__('Sign in'),
    retry: trans.__('Try again')
  };
  return (
    <Action accent onClick={() => onStep(step)}>
      {words[step]}
    </Action>
  );
}
