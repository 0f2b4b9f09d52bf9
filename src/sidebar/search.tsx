import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IListView, SortKey } from './order';

/**
 * What is searched for in a long list, and how it is sorted.
 */
export function Search(props: {
  view: IListView;
  found: number;
  total: number;
  onChange: (view: IListView) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { view, trans } = props;
  const sorts: ReadonlyArray<readonly [SortKey, string]> = [
    ['name', trans.__('By name')],
    ['state', trans.__('By state')],
    ['price', trans.__('By price')],
    ['idle', trans.__('By idle time')]
  ];
  return (
    <div className="jp-Saturn-search" role="search">
      <input
        type="search"
        className="jp-mod-styled"
        placeholder={trans.__('Search clusters')}
        aria-label={trans.__('Search clusters')}
        spellCheck={false}
        value={view.query}
        onChange={event =>
          props.onChange({ ...view, query: event.target.value })
        }
      />
      <select
        aria-label={trans.__('Sort clusters by')}
        title={trans.__('Sort clusters by')}
        value={view.sort}
        onChange={event => {
          const sort = sorts.find(([key]) => key === event.target.value);
          props.onChange({ ...view, sort: sort?.[0] ?? view.sort });
        }}
      >
        {sorts.map(([key, label]) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </select>
      <div className="jp-Saturn-muted" role="status">
        {view.query.trim() &&
          (props.found
            ? trans.__('%1 of %2 clusters', props.found, props.total)
            : trans.__('No cluster has such a name.'))}
      </div>
    </div>
  );
}
