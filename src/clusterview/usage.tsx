import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { formatMemory } from '../format';
import type { ISample } from './monitor';
import type { IPoint } from './sparkline';
import { Sparkline } from './sparkline';
import type { ITotals } from './workers';

/**
 * What all workers together use, now and in the last minutes.
 */
export function Usage(props: {
  samples: ReadonlyArray<ISample>;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { samples, trans } = props;
  const totals = samples[samples.length - 1]?.totals;
  if (!totals) {
    return null;
  }
  const limit = totals.memory_limit;
  const cpu = pointsOf(samples, cpuShare);
  const memory = pointsOf(samples, t => t.memory_used);
  const tasks = pointsOf(samples, t => t.processing);
  const percent = (value: number): string => trans.__('%1 %', value.toFixed(0));
  const memoryWords = (value: number): string => formatMemory(value, trans);
  return (
    <>
      <div className="jp-Saturn-sparks">
        <Sparkline
          kind="cpu"
          points={cpu}
          top={100}
          words={named(trans.__('CPU'), cpu, percent, trans)}
          description={described(trans.__('CPU'), cpu, percent, trans)}
        />
        <Sparkline
          kind="memory"
          points={memory}
          top={limit ?? undefined}
          words={named(
            trans.__('Memory'),
            memory,
            value =>
              limit ? percent((100 * value) / limit) : memoryWords(value),
            trans
          )}
          description={described(
            trans.__('Memory'),
            memory,
            memoryWords,
            trans
          )}
        />
        <Sparkline
          kind="tasks"
          points={tasks}
          words={named(trans.__('Tasks'), tasks, String, trans)}
          description={described(
            trans.__('Tasks at workers'),
            tasks,
            String,
            trans
          )}
        />
      </div>
      <Totals totals={totals} trans={trans} />
    </>
  );
}

function Totals(props: {
  totals: ITotals;
  trans: TranslationBundle;
}): JSX.Element {
  const { totals, trans } = props;
  return (
    <dl className="jp-Saturn-details">
      <dt>{trans.__('Running tasks')}</dt>
      <dd>{totals.executing ?? trans.__('unknown')}</dd>
      <dt>{trans.__('Memory')}</dt>
      <dd>
        {totals.memory_limit === null
          ? formatMemory(totals.memory_used, trans)
          : trans.__(
              '%1 of %2',
              formatMemory(totals.memory_used, trans),
              formatMemory(totals.memory_limit, trans)
            )}
      </dd>
      <dt>{trans.__('Tasks at workers')}</dt>
      <dd>{totals.processing ?? trans.__('unknown')}</dd>
    </dl>
  );
}

/**
 * The share of all threads that works, in percent; null when it is not told.
 */
export function cpuShare(totals: ITotals): number | null {
  return totals.cpu === null || totals.threads === 0
    ? null
    : totals.cpu / totals.threads;
}

function pointsOf(
  samples: ReadonlyArray<ISample>,
  read: (totals: ITotals) => number | null
): ReadonlyArray<IPoint> {
  return samples.flatMap(({ at, totals }) => {
    const value = read(totals);
    return value === null ? [] : [{ at, value }];
  });
}

function named(
  name: string,
  points: ReadonlyArray<IPoint>,
  write: (value: number) => string,
  trans: TranslationBundle
): string {
  const last = points[points.length - 1];
  return last ? trans.__('%1 %2', name, write(last.value)) : name;
}

function described(
  name: string,
  points: ReadonlyArray<IPoint>,
  write: (value: number) => string,
  trans: TranslationBundle
): string {
  const values = points.map(point => point.value);
  const last = values[values.length - 1];
  return last === undefined
    ? trans.__('%1: not known', name)
    : trans.__(
        '%1: now %2; in the last minutes from %3 to %4',
        name,
        write(last),
        write(Math.min(...values)),
        write(Math.max(...values))
      );
}
