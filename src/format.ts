import type { TranslationBundle } from '@jupyterlab/translation';

import type { ICluster, ISnapshot } from './tokens';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/**
 * Write an amount of memory.
 */
export function formatMemory(
  bytes: number | null,
  trans: TranslationBundle
): string {
  if (bytes === null) {
    return trans.__('unknown');
  }
  if (bytes >= GIB) {
    return trans.__('%1 GiB', trimmed(bytes / GIB));
  }
  return trans.__('%1 MiB', trimmed(bytes / MIB));
}

/**
 * Write a price per hour; an empty string where it is unknown.
 */
export function formatPrice(
  price: number | null,
  local: boolean,
  trans: TranslationBundle
): string {
  if (local) {
    return trans.__('local, free');
  }
  return price === null ? '' : trans.__('about $%1/h', price.toFixed(2));
}

/**
 * Write the state of a cluster.
 */
export function formatStatus(
  cluster: ICluster,
  trans: TranslationBundle
): string {
  switch (cluster.status) {
    case 'pending':
      return trans.__('Starting');
    case 'running':
      return trans.__('Running');
    case 'stopping':
      return trans.__('Stopping');
    case 'stopped':
      return trans.__('Stopped');
    case 'error':
      return trans.__('Error');
    case 'unknown':
      return trans.__('Unknown (%1)', cluster.status_text ?? '?');
  }
}

/**
 * Write how long ago a moment was.
 *
 * @param moment - Milliseconds since 1970.
 * @param now - The same.
 */
export function formatAge(
  moment: number,
  now: number,
  trans: TranslationBundle
): string {
  const seconds = Math.max(0, Math.round((now - moment) / 1000));
  if (seconds < 5) {
    return trans.__('just now');
  }
  if (seconds < 90) {
    return trans.__('%1 s ago', seconds);
  }
  if (seconds < 5400) {
    return trans.__('%1 min ago', Math.round(seconds / 60));
  }
  return trans.__('%1 h ago', Math.round(seconds / 3600));
}

/**
 * The sum of the prices of what runs or starts; null when any is unknown.
 */
export function totalPrice(snapshot: ISnapshot): number | null {
  return snapshot.clusters
    .filter(c => c.status === 'running' || c.status === 'pending')
    .reduce<number | null>(
      (sum, c) =>
        sum === null || c.price_per_hour === null
          ? null
          : sum + c.price_per_hour,
      0
    );
}

function trimmed(value: number): string {
  return value < 10 && !Number.isInteger(value)
    ? value.toFixed(1)
    : value.toFixed(0);
}
