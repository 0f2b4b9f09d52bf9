import { PromiseDelegate } from '@lumino/coreutils';

import type { IClusters } from './tokens';

/**
 * Milliseconds to wait for a cluster to start.
 */
const START_LIMIT = 20 * 60_000;

/**
 * Milliseconds in which a cluster that was just started may still be listed as it was before.
 */
const LAG_LIMIT = 30_000;

/**
 * Milliseconds to wait for the server to know its clusters; a local Saturn may have to start first.
 */
const READY_LIMIT = 15_000;

/**
 * Milliseconds between two looks at what is waited for.
 */
const LOOK = 2_000;

/**
 * Wait until a cluster that was started runs.
 *
 * @returns Whether it does; false also when its start failed, was cancelled, or took too long.
 */
export async function whenRunning(
  clusters: IClusters,
  id: string
): Promise<boolean> {
  const begun = Date.now();
  let wasPending = false;
  while (Date.now() - begun < START_LIMIT && !clusters.isDisposed) {
    const status = clusters.get(id)?.status;
    if (status === 'running') {
      return true;
    }
    const isSettled = wasPending || Date.now() - begun > LAG_LIMIT;
    if (status === 'error' || (status !== 'pending' && isSettled)) {
      return false;
    }
    wasPending = wasPending || status === 'pending';
    await nextChange(clusters);
  }
  return false;
}

/**
 * Wait until the clusters are known, or it is known why they are not.
 */
export async function whenReady(clusters: IClusters): Promise<void> {
  const begun = Date.now();
  const status = clusters.snapshot?.connection.status ?? 'starting';
  if (status === 'starting') {
    await clusters.refresh(); // a look, which begins the reading
  }
  while (
    clusters.snapshot?.connection.status === 'starting' &&
    Date.now() - begun < READY_LIMIT &&
    !clusters.isDisposed
  ) {
    await nextChange(clusters);
  }
}

/**
 * Wait for something, but not for ever.
 *
 * @param limit - Milliseconds to wait.
 * @param otherwise - What to return when it fails or takes longer.
 */
export async function withinLimit<T>(
  work: Promise<T>,
  limit: number,
  otherwise: T
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<T>(resolve => {
    timer = setTimeout(() => resolve(otherwise), limit);
  });
  try {
    return await Promise.race([work.catch(() => otherwise), late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Wait for a change, and look for one after a while.
 */
async function nextChange(clusters: IClusters): Promise<void> {
  const next = new PromiseDelegate<void>();
  const onChanged = (): void => next.resolve();
  clusters.changed.connect(onChanged);
  const timer = setTimeout(() => {
    void clusters.refresh();
    onChanged(); // what the refresh brings is seen in the next round
  }, LOOK);
  await next.promise;
  clearTimeout(timer);
  clusters.changed.disconnect(onChanged);
}
