import type { TranslationBundle } from '@jupyterlab/translation';
import React, {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState
} from 'react';

import type { IPlot, IPlotGroup } from './plots';
import { groupPlots, plotTitle } from './plots';

/**
 * How far a key goes in a list.
 */
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 8,
  PageUp: -8
};

/**
 * The plots of a cluster under headings, with a search: arrows move, Enter opens.
 */
export function PlotList(props: {
  plots: ReadonlyArray<IPlot>;
  onOpen: (plot: IPlot) => void;
  /** Whether the focus goes into the search at once. */
  isFocused?: boolean;
  trans: TranslationBundle;
}): JSX.Element {
  const { plots, onOpen, trans } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [search, setSearch] = useState('');
  const [current, setCurrent] = useState(0);
  const groups = groupPlots(plots, search, trans);
  const shown = groups.flatMap(group => group.plots);
  const active = Math.min(current, shown.length - 1);
  useEffect(() => {
    if (props.isFocused) {
      input.current?.focus();
    }
  }, [props.isFocused]);
  const find = (words: string): void => {
    setSearch(words);
    setCurrent(0);
  };
  const chosen = shown[active];
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step) {
      setCurrent(Math.max(0, Math.min(shown.length - 1, active + step)));
    } else if (event.key === 'Enter' && chosen) {
      onOpen(chosen);
    } else if (event.key === 'Escape' && search) {
      find('');
    } else {
      return;
    }
    event.preventDefault();
  };
  return (
    <div className="jp-Saturn-plots">
      <input
        ref={input}
        type="search"
        role="combobox"
        className="jp-mod-styled"
        placeholder={trans.__('Search plots')}
        aria-label={trans.__('Search plots')}
        aria-controls={`${id}-list`}
        aria-expanded
        aria-autocomplete="list"
        aria-activedescendant={chosen && `${id}-${active}`}
        spellCheck={false}
        value={search}
        onChange={event => find(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <Groups {...{ id, groups, onOpen, trans }} chosen={chosen} />
      <NoneFound isShown={!chosen} trans={trans} />
    </div>
  );
}

function NoneFound(props: {
  isShown: boolean;
  trans: TranslationBundle;
}): JSX.Element {
  return (
    <p className="jp-Saturn-muted" role="status">
      {props.isShown && props.trans.__('No plot has these words.')}
    </p>
  );
}

function Groups(props: {
  id: string;
  groups: ReadonlyArray<IPlotGroup>;
  chosen: IPlot | undefined;
  onOpen: (plot: IPlot) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { id, groups, chosen, trans } = props;
  const shown = groups.flatMap(group => group.plots);
  return (
    <div
      role="listbox"
      id={`${id}-list`}
      aria-label={trans.__('Plots')}
      className="jp-Saturn-plotList"
    >
      {groups.map((group, index) => (
        <div role="group" key={group.title} aria-labelledby={`${id}g${index}`}>
          <div className="jp-Saturn-plotGroup" id={`${id}g${index}`}>
            {group.title}
          </div>
          {group.plots.map(plot => (
            <Option
              key={plot.name}
              id={`${id}-${shown.indexOf(plot)}`}
              isActive={plot === chosen}
              title={plotTitle(plot, trans)}
              onClick={() => props.onOpen(plot)}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

function Option(props: {
  id: string;
  title: string;
  isActive: boolean;
  onClick: () => void;
}): JSX.Element {
  const node = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (props.isActive) {
      node.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [props.isActive]);
  return (
    <div
      ref={node}
      role="option"
      id={props.id}
      aria-selected={props.isActive}
      className={`jp-Saturn-plot${props.isActive ? ' jp-mod-active' : ''}`}
      onClick={props.onClick}
    >
      {props.title}
    </div>
  );
}
