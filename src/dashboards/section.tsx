import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import { Action } from '../sidebar/action';
import type { IPlotList } from './lists';
import { PlotList } from './plotlist';
import type { IPlot } from './plots';
import { MAIN_PLOTS, plotTitle, STATUS_PAGE } from './plots';

/**
 * What the user can ask for in the section.
 */
export interface ISectionActions {
  /** Have the plots read, unless they are known. */
  load(): void;
  open(plot: IPlot): void;
  openLayout(): void;
}

/**
 * The dashboards of the opened cluster in the sidebar: the main plots, and all others on demand.
 */
export function DashboardSection(props: {
  /** Since when the cluster runs: another run may have other plots. */
  since: string | null;
  list: IPlotList;
  actions: ISectionActions;
  trans: TranslationBundle;
}): JSX.Element {
  const { since, list, actions, trans } = props;
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    actions.load();
  }, [since]);
  return (
    <section
      aria-label={trans.__('Dashboards')}
      className="jp-Saturn-dashboards"
    >
      <h3 className="jp-Saturn-heading">{trans.__('Dashboards')}</h3>
      {list.problem && (
        <div role="alert">
          <p className="jp-Saturn-error">{list.problem.title}</p>
          <p className="jp-Saturn-muted">{list.problem.reason}</p>
          <Action onClick={() => actions.load()}>
            {trans.__('Try again')}
          </Action>
        </div>
      )}
      {!list.problem && !list.plots && (
        <p className="jp-Saturn-muted" role="status">
          {trans.__('Reading the plots…')}
        </p>
      )}
      {list.plots && (
        <>
          <MainPlots
            {...{ actions, isOpen, trans }}
            plots={list.plots}
            onToggle={() => setOpen(!isOpen)}
          />
          {isOpen && (
            <PlotList
              plots={list.plots}
              onOpen={plot => actions.open(plot)}
              isFocused
              trans={trans}
            />
          )}
        </>
      )}
    </section>
  );
}

function MainPlots(props: {
  plots: ReadonlyArray<IPlot>;
  isOpen: boolean;
  onToggle: () => void;
  actions: ISectionActions;
  trans: TranslationBundle;
}): JSX.Element {
  const { plots, isOpen, actions, trans } = props;
  const main = MAIN_PLOTS.flatMap(name =>
    plots.filter(plot => plot.name === name)
  );
  const first = main.length > 0 ? main : [STATUS_PAGE];
  const others = plots.length + 1 - first.length;
  return (
    <>
      <div className="jp-Saturn-mainPlots">
        {first.map(plot => (
          <button
            key={plot.name}
            type="button"
            className="jp-Saturn-plotLink"
            onClick={() => actions.open(plot)}
          >
            {plotTitle(plot, trans)}
          </button>
        ))}
        {others > 0 && (
          <button
            type="button"
            className="jp-Saturn-plotLink"
            aria-expanded={isOpen}
            onClick={props.onToggle}
          >
            {isOpen ? trans.__('Fewer') : trans.__('%1 more…', others)}
          </button>
        )}
      </div>
      {main.length > 0 && (
        <Action
          title={trans.__('Task stream, progress and workers’ memory')}
          onClick={() => actions.openLayout()}
        >
          {trans.__('Open layout')}
        </Action>
      )}
    </>
  );
}
