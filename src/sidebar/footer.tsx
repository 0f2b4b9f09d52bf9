import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { formatAge, formatPrice, totalPrice } from '../format';
import type { ICost, ISnapshot } from '../tokens';
import { useNow } from './clock';

/**
 * Milliseconds of an hour.
 */
const HOUR = 3_600_000;

/**
 * How many clusters run, what that costs, and how fresh all of this is.
 */
export function Footer(props: {
  snapshot: ISnapshot;
  /** When Saturn was last read, in milliseconds since 1970; null before. */
  readAt: number | null;
  trans: TranslationBundle;
}): JSX.Element {
  const { snapshot, trans } = props;
  const now = useNow();
  const running = snapshot.clusters.filter(c => c.status === 'running').length;
  const starting = snapshot.clusters.filter(c => c.status === 'pending').length;
  const counts =
    running && starting
      ? trans.__('%1 running, %2 starting', running, starting)
      : running
        ? trans.__('%1 running', running)
        : starting
          ? trans.__('%1 starting', starting)
          : trans.__('no cluster running');
  const price =
    running || starting
      ? formatPrice(totalPrice(snapshot), snapshot.local, trans)
      : '';
  const spent = snapshot.local ? '' : spentWords(snapshot.cost, now, trans);
  return (
    <div className="jp-Saturn-footer">
      <span>{price ? trans.__('%1 · %2', counts, price) : counts}</span>
      {spent && <span className="jp-Saturn-spent">{spent}</span>}
      <span>
        {snapshot.stale_since
          ? trans.__(
              'last seen %1',
              formatAge(Date.parse(snapshot.stale_since), now, trans)
            )
          : props.readAt
            ? trans.__('checked %1', formatAge(props.readAt, now, trans))
            : ''}
      </span>
    </div>
  );
}

/**
 * Write what has been spent, as far as our server saw it; an empty string when that is unknown.
 */
function spentWords(
  cost: ICost | null | undefined,
  now: number,
  trans: TranslationBundle
): string {
  if (!cost || cost.spent === null || cost.per_hour === null) {
    return '';
  }
  const hours = Math.max(0, now - Date.parse(cost.as_of)) / HOUR;
  const since = new Date(cost.since);
  const isToday = since.toDateString() === new Date(now).toDateString();
  return trans.__(
    'estimate: $%1 since %2',
    (cost.spent + hours * cost.per_hour).toFixed(2),
    since.toLocaleString(undefined, {
      ...(isToday ? {} : { day: 'numeric', month: 'short' }),
      hour: '2-digit',
      minute: '2-digit'
    })
  );
}
