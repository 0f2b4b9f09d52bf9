import type { TranslationBundle } from '@jupyterlab/translation';

import { formatPrice } from '../format';
import type { ISize } from '../tokens';

/**
 * What a cluster costs in an hour by Saturn's sizes, in US dollars; null where a price is unknown.
 *
 * @param hosts - The machines that its workers run on.
 */
export function priceOf(
  sizes: ReadonlyArray<ISize>,
  worker: string | null | undefined,
  scheduler: string | null | undefined,
  hosts: number
): number | null {
  const find = (name: string | null | undefined): number | null =>
    sizes.find(size => size.name === name)?.price_per_hour ?? null;
  const [one, base] = [find(worker), find(scheduler)];
  return one === null || base === null ? null : base + hosts * one;
}

/**
 * Write what a change does to the price.
 *
 * @param now - What an hour costs as it is; null is unknown.
 * @param then - What it will cost; two prices where the load decides.
 */
export function changeWords(
  now: number | null,
  then: ReadonlyArray<number | null>,
  isLocal: boolean,
  trans: TranslationBundle
): string {
  if (isLocal) {
    return trans.__('It runs on this machine, free.');
  }
  const [least, most = least] = then;
  if (typeof least !== 'number' || typeof most !== 'number') {
    return trans.__('What it will cost is not known.');
  }
  const price = formatPrice(least, false, trans);
  if (most !== least) {
    return trans.__(
      'While it runs: %1 to %2, an estimate.',
      price,
      formatPrice(most, false, trans)
    );
  }
  if (now === null) {
    return trans.__('While it runs: %1, an estimate.', price);
  }
  const cents = Math.round((least - now) * 100);
  const amount = `$${(Math.abs(cents) / 100).toFixed(2)}/h`;
  return cents === 0
    ? trans.__('While it runs: %1 as before, an estimate.', price)
    : cents > 0
      ? trans.__('While it runs: %1, %2 more, an estimate.', price, amount)
      : trans.__('While it runs: %1, %2 less, an estimate.', price, amount);
}
