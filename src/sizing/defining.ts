import type { TranslationBundle } from '@jupyterlab/translation';

import type { ICluster, IDefinition, ISnapshot, OwnerKind } from '../tokens';
import { readNumber } from './numbers';
import { changeWords, priceOf } from './price';

/**
 * Threads of a process, and processes of a host, that our server lets anybody ask for.
 */
const MOST_THREADS = 256;

/**
 * The numbers of a definition.
 */
export type Count = 'n_workers' | 'nprocs' | 'nthreads';

/**
 * What is typed into the dialogs on a cluster's definition; empty leaves it as it is, or to Saturn.
 */
export interface IDefinitionValues extends Record<Count, string> {
  readonly worker_size: string;
  readonly scheduler_size: string;
  /** Of a new cluster: the id of what is to own it, or an address that holds it. */
  readonly project: string;
  readonly kind: OwnerKind;
  /** Of a new cluster: whether its workers run on spot machines. */
  readonly isSpot: boolean;
}

/**
 * What such a dialog says to what is typed.
 */
export interface IDefinitionReading {
  /** What was changed; null while something is wrong. */
  readonly definition: IDefinition | null;
  readonly errors: Partial<Record<Count | 'project', string>>;
  /** What it will cost; empty while something is wrong. */
  readonly price: string;
}

/**
 * What is judged by.
 */
export type DefinitionBasis = Pick<ISnapshot, 'limits' | 'sizes' | 'local'>;

const COUNTS: ReadonlyArray<Count> = ['n_workers', 'nprocs', 'nthreads'];
const LEAST: Record<Count, number> = { n_workers: 0, nprocs: 1, nthreads: 1 };

/**
 * Return what the dialog begins with: how a cluster is, or nothing for a new one.
 */
export function initialDefinition(
  cluster: ICluster | null,
  project = ''
): IDefinitionValues {
  const text = (value: string | number | null | undefined): string =>
    String(value ?? '');
  return {
    worker_size: text(cluster?.worker_size),
    scheduler_size: text(cluster?.scheduler_size),
    n_workers: text(cluster?.n_workers),
    nprocs: text(cluster?.nprocs),
    nthreads: text(cluster?.nthreads),
    project,
    kind: 'workspace',
    isSpot: false
  };
}

/**
 * Read what is typed into a dialog on a cluster's definition.
 *
 * @param cluster - The one that is to be changed; null for a new one.
 */
export function readDefinition(
  values: IDefinitionValues,
  cluster: ICluster | null,
  basis: DefinitionBasis,
  trans: TranslationBundle
): IDefinitionReading {
  const before = initialDefinition(cluster);
  const limit = basis.limits.workers;
  const errors: IDefinitionReading['errors'] = {};
  const counts: Partial<Record<Count, number>> = {};
  for (const key of COUNTS) {
    if (values[key].trim() === '' && before[key] === '') {
      continue;
    }
    const most = key === 'n_workers' ? limit : MOST_THREADS;
    const { value, error } = readNumber(values[key], LEAST[key], most, trans);
    counts[key] = value;
    if (error !== undefined) {
      errors[key] = error;
    }
  }
  if (cluster === null && readProject(values.project) === null) {
    errors.project = trans.__(
      'Give the id of a project, 32 characters, or the address of its page.'
    );
  }
  const hosts = counts.n_workers ?? 1;
  if ((counts.nprocs ?? 1) * hosts > limit) {
    errors.nprocs ??= trans.__(
      'A cluster may have %1 workers, the processes of all hosts together.',
      limit
    );
  }
  if (Object.keys(errors).length > 0) {
    return { definition: null, errors, price: '' };
  }
  const { worker_size: worker, scheduler_size: scheduler } = values;
  const price = priceOf(basis.sizes, worker, scheduler, hosts);
  return {
    definition: changesOf(before, values, counts),
    errors,
    price: changeWords(
      cluster?.price_per_hour ?? null,
      [price],
      basis.local,
      trans
    )
  };
}

/**
 * Find the id of a project in what was typed; null when there is none.
 */
export function readProject(text: string): string | null {
  const found = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/i.exec(text);
  return found ? found[0].toLowerCase() : null;
}

function changesOf(
  before: IDefinitionValues,
  values: IDefinitionValues,
  counts: Partial<Record<Count, number>>
): IDefinition {
  const changed = (key: Count | 'worker_size' | 'scheduler_size'): boolean =>
    values[key].trim() !== before[key];
  return Object.fromEntries([
    ...(['worker_size', 'scheduler_size'] as const)
      .filter(changed)
      .map(key => [key, values[key]]),
    ...COUNTS.filter(changed).map(key => [key, counts[key]]),
    ...(values.isSpot ? [['worker_is_spot', true]] : [])
  ]) as IDefinition;
}
