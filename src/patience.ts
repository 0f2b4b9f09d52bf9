import type { Kernel } from '@jupyterlab/services';

/**
 * Milliseconds to wait for a kernel while a cell of the user's keeps it busy.
 */
const CELL_LIMIT = 3_600_000;

/**
 * Wait for something that a kernel does when its turn has come.
 *
 * @param work - Never rejects.
 * @param limit - Milliseconds to wait; while a cell runs, an hour.
 *
 * @returns What came of it, or null when the kernel has not come to it in time.
 */
export async function waitPatiently<T>(
  connection: Kernel.IKernelConnection,
  work: Promise<T>,
  limit: number
): Promise<T | null> {
  const begun = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>(resolve => {
    const look = (): void => {
      const isBehindCell =
        connection.status === 'busy' && Date.now() - begun < CELL_LIMIT;
      if (isBehindCell) {
        timer = setTimeout(look, limit);
      } else {
        resolve(null);
      }
    };
    timer = setTimeout(look, limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
