import type { TranslationBundle } from '@jupyterlab/translation';

import type { ICluster, ISnapshot, Scale } from '../tokens';
import { readNumber } from './numbers';
import { changeWords, priceOf } from './price';

/**
 * What is typed into the scale dialog.
 */
export interface IScaleValues {
  readonly mode: 'fixed' | 'adaptive';
  readonly workers: string;
  readonly minimum: string;
  readonly maximum: string;
}

/**
 * What the scale dialog says to what is typed.
 */
export interface IScaleReading {
  /** Null while something is wrong. */
  readonly scale: Scale | null;
  readonly errors: Partial<Record<'workers' | 'minimum' | 'maximum', string>>;
  /** What it will cost; empty while something is wrong. */
  readonly price: string;
}

/**
 * What the numbers are judged by.
 */
export type ScaleBasis = Pick<ISnapshot, 'limits' | 'sizes' | 'local'>;

/**
 * Return what the dialog begins with: how the cluster is now.
 */
export function initialScale(cluster: ICluster, limit: number): IScaleValues {
  const { adaptive, worker_target: target } = cluster;
  return {
    mode: adaptive ? 'adaptive' : 'fixed',
    workers: String(target),
    minimum: String(adaptive?.minimum ?? Math.min(1, target)),
    maximum: String(adaptive?.maximum ?? Math.min(limit, Math.max(target, 1)))
  };
}

/**
 * Read what is typed into the scale dialog.
 */
export function readScale(
  values: IScaleValues,
  cluster: ICluster,
  basis: ScaleBasis,
  trans: TranslationBundle
): IScaleReading {
  const limit = basis.limits.workers;
  const price = (...counts: number[]): string =>
    changeWords(
      cluster.price_per_hour,
      counts.map(count => priceFor(count, cluster, basis)),
      basis.local,
      trans
    );
  if (values.mode === 'fixed') {
    const { value, error } = readNumber(values.workers, 0, limit, trans);
    return error === undefined
      ? { scale: { workers: value }, errors: {}, price: price(value) }
      : { scale: null, errors: { workers: error }, price: '' };
  }
  const minimum = readNumber(values.minimum, 0, limit, trans);
  const maximum = readNumber(values.maximum, 0, limit, trans);
  if (minimum.error !== undefined || maximum.error !== undefined) {
    const errors = { minimum: minimum.error, maximum: maximum.error };
    return { scale: null, errors, price: '' };
  }
  if (minimum.value > maximum.value) {
    const error = trans.__('It must not be less than the minimum.');
    return { scale: null, errors: { maximum: error }, price: '' };
  }
  return {
    scale: { minimum: minimum.value, maximum: maximum.value },
    errors: {},
    price: price(minimum.value, maximum.value)
  };
}

/**
 * Workers are paid by the host, of which each runs some.
 */
function priceFor(
  workers: number,
  cluster: ICluster,
  basis: ScaleBasis
): number | null {
  const hosts = Math.ceil(workers / (cluster.nprocs ?? 1));
  const { worker_size: worker, scheduler_size: scheduler } = cluster;
  return priceOf(basis.sizes, worker, scheduler, hosts);
}
