import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { formatAge, formatMemory } from '../format';
import { Action } from '../sidebar/action';
import { knownState } from '../words';
import { lastOffset, PAGE_SIZE } from './monitor';
import type {
  IWorker,
  IWorkerOrder,
  IWorkerPage,
  WorkerField
} from './workers';

/**
 * The shares of a worker's memory from which on Dask writes to disk, and ends the worker.
 */
const [SPILLS_AT, ENDS_AT] = [0.7, 0.95];

/**
 * What a table of workers is drawn from.
 */
export interface ITableProps {
  readonly page: IWorkerPage;
  readonly order: IWorkerOrder;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly trans: TranslationBundle;
  readonly sort: (order: IWorkerOrder) => void;
  readonly turn: (offset: number) => void;
}

/**
 * One page of the workers.
 */
export function WorkerTable(props: ITableProps): JSX.Element {
  const { page, trans } = props;
  return (
    <div className="jp-Saturn-workers">
      <table>
        <caption className="jp-Saturn-announcement">
          {trans.__('Workers')}
        </caption>
        <thead>
          <tr>
            <Header {...props} field="name" label={trans.__('Name')} />
            <Header {...props} field="threads" label={trans.__('Threads')} />
            <Header {...props} field="memory_used" label={trans.__('Memory')} />
            <Header {...props} field="cpu" label={trans.__('CPU')} />
            <Header {...props} field="processing" label={trans.__('Tasks')} />
            <Header
              {...props}
              field="last_seen"
              label={trans.__('Last seen')}
            />
          </tr>
        </thead>
        <tbody>
          {page.rows.map(worker => (
            <Row
              key={worker.address}
              worker={worker}
              now={props.now}
              trans={trans}
            />
          ))}
        </tbody>
      </table>
      {page.total > PAGE_SIZE && <Pager {...props} />}
    </div>
  );
}

/**
 * The header of a column; pressing it sorts, and pressing it again turns the order round.
 */
function Header(
  props: ITableProps & { field: WorkerField; label: string }
): JSX.Element {
  const { field, order, trans } = props;
  const isSorted = order.field === field;
  // Of numbers the large ones are of interest.
  const isDescending = isSorted ? !order.isDescending : field !== 'name';
  const sorted = order.isDescending ? 'descending' : 'ascending';
  return (
    <th
      scope="col"
      className={`jp-mod-${field}`}
      aria-sort={isSorted ? sorted : 'none'}
    >
      <button
        type="button"
        title={trans.__('Sort by %1', props.label)}
        onClick={() => props.sort({ field, isDescending })}
      >
        {props.label}
        {isSorted && (
          <span aria-hidden="true">{order.isDescending ? ' ▾' : ' ▴'}</span>
        )}
      </button>
    </th>
  );
}

function Row(props: {
  worker: IWorker;
  now: number;
  trans: TranslationBundle;
}): JSX.Element {
  const { worker, now, trans } = props;
  const unknown = trans.__('unknown');
  const seen = worker.last_seen
    ? formatAge(Date.parse(worker.last_seen), now, trans)
    : unknown;
  return (
    <tr
      title={trans.__(
        '%1: %2 threads, last seen %3',
        worker.address,
        worker.threads,
        seen
      )}
    >
      <th scope="row">
        {worker.name}
        {worker.status !== 'running' && (
          <span className="jp-Saturn-muted">
            {' '}
            {knownState(worker.status, trans)}
          </span>
        )}
      </th>
      <td className="jp-mod-threads">{worker.threads}</td>
      <td className="jp-mod-memory_used">
        <Memory worker={worker} trans={trans} />
      </td>
      <td>
        {worker.cpu === null
          ? unknown
          : trans.__('%1 %', worker.cpu.toFixed(0))}
      </td>
      <td>{worker.processing ?? unknown}</td>
      <td className="jp-mod-last_seen">{seen}</td>
    </tr>
  );
}

/**
 * A bar of the share that is used, and the share in words.
 */
function Memory(props: {
  worker: IWorker;
  trans: TranslationBundle;
}): JSX.Element {
  const { trans } = props;
  const { memory_used: used, memory_limit: limit } = props.worker;
  if (used === null || limit === null) {
    return <>{formatMemory(used, trans)}</>;
  }
  const share = Math.min(1, used / limit);
  const mood = share >= ENDS_AT ? 'full' : share >= SPILLS_AT ? 'high' : 'fine';
  return (
    <span
      className="jp-Saturn-memory"
      title={trans.__(
        '%1 of %2',
        formatMemory(used, trans),
        formatMemory(limit, trans)
      )}
    >
      <span className={`jp-Saturn-bar jp-mod-${mood}`} aria-hidden="true">
        <span style={{ width: `${(share * 100).toFixed(0)}%` }} />
      </span>
      {mood === 'fine'
        ? trans.__('%1 %', (share * 100).toFixed(0))
        : mood === 'high'
          ? trans.__('%1 % high', (share * 100).toFixed(0))
          : trans.__('%1 % full', (share * 100).toFixed(0))}
    </span>
  );
}

/**
 * The way to the other pages.
 */
function Pager(props: ITableProps): JSX.Element {
  const { page, trans, turn } = props;
  const end = page.offset + page.rows.length;
  const last = lastOffset(page.total);
  return (
    <div
      className="jp-Saturn-pager"
      role="group"
      aria-label={trans.__('Pages of workers')}
    >
      <Action
        disabled={page.offset === 0}
        onClick={() => turn(page.offset - PAGE_SIZE)}
      >
        {trans.__('Previous')}
      </Action>
      <span>
        {trans.__(
          '%1–%2 of %3',
          (page.offset + 1).toLocaleString(),
          end.toLocaleString(),
          page.total.toLocaleString()
        )}
      </span>
      <Action
        disabled={page.offset >= last}
        onClick={() => turn(page.offset + PAGE_SIZE)}
      >
        {trans.__('Next')}
      </Action>
    </div>
  );
}
