import type { TranslationBundle } from '@jupyterlab/translation';
import { Poll } from '@lumino/polling';
import React, { useEffect, useState } from 'react';

import type { ITotals, IWorkerPage } from '../clusterview/workers';
import { formatMemory } from '../format';

/**
 * Milliseconds between two looks, while the summary is seen; and between two that fail.
 */
const INTERVAL = 5_000;
const MAX_INTERVAL = 60_000;

/**
 * The cluster's figures from our own server, in the place of a plot that cannot be shown.
 */
export function Summary(props: {
  /** Ask for the workers and their sums. */
  read: () => Promise<IWorkerPage>;
  trans: TranslationBundle;
}): JSX.Element {
  const { read, trans } = props;
  const [page, setPage] = useState<IWorkerPage | null>(null);
  const [isFailing, setFailing] = useState(false);
  useEffect(() => {
    const poll = new Poll({
      name: 'jupyterlab-saturn:dashboard-summary',
      factory: async () => {
        try {
          setPage(await read());
          setFailing(false);
        } catch (error) {
          setFailing(true);
          throw error; // so that the next look is later
        }
      },
      frequency: { interval: INTERVAL, backoff: true, max: MAX_INTERVAL },
      standby: 'when-hidden'
    });
    return () => poll.dispose();
  }, [read]);
  return (
    <section
      className="jp-Saturn-summary"
      aria-label={trans.__('The cluster now')}
    >
      {isFailing && (
        <p className="jp-Saturn-muted" role="status">
          {trans.__('The workers cannot be read either.')}
        </p>
      )}
      {page && (
        <>
          <Totals totals={page.totals} trans={trans} />
          <Workers page={page} trans={trans} />
        </>
      )}
    </section>
  );
}

function Totals(props: {
  totals: ITotals;
  trans: TranslationBundle;
}): JSX.Element {
  const { totals, trans } = props;
  return (
    <dl className="jp-Saturn-figures">
      <dt>{trans.__('Workers')}</dt>
      <dd>{totals.workers}</dd>
      <dt>{trans.__('Threads')}</dt>
      <dd>{totals.threads}</dd>
      <dt>{trans.__('Memory')}</dt>
      <dd>{memoryWords(totals, trans)}</dd>
      <dt>{trans.__('CPU')}</dt>
      <dd>{percentWords(totals.cpu, trans)}</dd>
      <dt>{trans.__('Tasks')}</dt>
      <dd>{taskWords(totals, trans)}</dd>
    </dl>
  );
}

function Workers(props: {
  page: IWorkerPage;
  trans: TranslationBundle;
}): JSX.Element {
  const { page, trans } = props;
  const left = page.total - page.rows.length;
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">{trans.__('Worker')}</th>
            <th scope="col">{trans.__('Memory')}</th>
            <th scope="col">{trans.__('CPU')}</th>
            <th scope="col">{trans.__('Tasks')}</th>
          </tr>
        </thead>
        <tbody>
          {page.rows.map(row => (
            <tr key={row.address}>
              <td>{row.name}</td>
              <td>{memoryWords(row, trans)}</td>
              <td>{percentWords(row.cpu, trans)}</td>
              <td>{taskWords(row, trans)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && (
        <p className="jp-Saturn-muted">
          {trans._n('and %1 more worker', 'and %1 more workers', left)}
        </p>
      )}
    </>
  );
}

function memoryWords(
  used: Pick<ITotals, 'memory_used' | 'memory_limit'>,
  trans: TranslationBundle
): string {
  return trans.__(
    '%1 of %2',
    formatMemory(used.memory_used, trans),
    formatMemory(used.memory_limit, trans)
  );
}

function percentWords(cpu: number | null, trans: TranslationBundle): string {
  return cpu === null ? trans.__('unknown') : trans.__('%1 %', Math.round(cpu));
}

function taskWords(
  totals: Pick<ITotals, 'executing' | 'processing'>,
  trans: TranslationBundle
): string {
  return totals.processing === null
    ? trans.__('unknown')
    : trans.__('%1, %2 running', totals.processing, totals.executing ?? 0);
}
