import type { ClusterStatus, ICluster } from '../tokens';

/**
 * By what the list can be sorted.
 */
export type SortKey = 'name' | 'state' | 'price' | 'idle';

/**
 * What the user has chosen to see of the list.
 */
export interface IListView {
  /** What is searched for. */
  readonly query: string;
  readonly sort: SortKey;
}

/**
 * The view that a list begins with.
 */
export const FIRST_VIEW: IListView = { query: '', sort: 'name' };

/**
 * What wants attention comes first.
 */
const STATES: ReadonlyArray<ClusterStatus> = [
  'error',
  'running',
  'pending',
  'stopping',
  'unknown',
  'stopped'
];

const { compare } = new Intl.Collator(undefined, {
  numeric: true,
  sensitivity: 'base'
});

/**
 * Return the clusters that are searched for, those of the project first.
 *
 * @param projectId - The project in use; null when there is none.
 */
export function arrange(
  clusters: ReadonlyArray<ICluster>,
  view: IListView,
  projectId: string | null
): ReadonlyArray<ICluster> {
  const words = fold(view.query).split(/\s+/).filter(Boolean);
  const isOther = (c: ICluster): number =>
    projectId !== null && c.project_id === projectId ? 0 : 1;
  return clusters
    .filter(c => words.every(word => fold(c.name).includes(word)))
    .sort(
      (a, b) =>
        isOther(a) - isOther(b) ||
        bySort(view.sort, a, b) ||
        compare(a.name, b.name) ||
        (a.id < b.id ? -1 : 1)
    );
}

/**
 * Find the next cluster whose name begins with what was typed.
 *
 * @param from - The index of the one that has the focus; it is the last to be looked at, unless more
 * than one letter was typed.
 *
 * @returns An index, or -1.
 */
export function findTyped(
  clusters: ReadonlyArray<ICluster>,
  typed: string,
  from: number
): number {
  const text = fold(typed);
  const first = text.length > 1 ? from : from + 1;
  for (let step = 0; step < clusters.length; step++) {
    const index = (first + step) % clusters.length;
    if (fold(clusters[index]?.name ?? '').startsWith(text)) {
      return index;
    }
  }
  return -1;
}

function bySort(sort: SortKey, a: ICluster, b: ICluster): number {
  switch (sort) {
    case 'name':
      return 0;
    case 'state':
      return STATES.indexOf(a.status) - STATES.indexOf(b.status);
    case 'price':
      return priceNow(b) - priceNow(a);
    case 'idle':
      return idleFrom(a) - idleFrom(b);
  }
}

/**
 * What a cluster costs at present: one that does not run is cheaper than all that do.
 */
function priceNow(cluster: ICluster): number {
  const isPaid = cluster.status === 'running' || cluster.status === 'pending';
  return isPaid ? (cluster.price_per_hour ?? 0) : -1;
}

function idleFrom(cluster: ICluster): number {
  return cluster.idle_since
    ? Date.parse(cluster.idle_since)
    : Number.MAX_SAFE_INTEGER;
}

function fold(text: string): string {
  return text.normalize('NFKC').toLocaleLowerCase();
}
