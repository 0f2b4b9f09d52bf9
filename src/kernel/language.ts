import type { Kernel } from '@jupyterlab/services';

import { waitPatiently } from '../patience';

/**
 * Milliseconds to wait for a kernel to say what it is.
 */
const INFO_LIMIT = 30_000;

/**
 * Whether a kernel is one that our code can run in: IPython, of Python 3. To others we send nothing.
 *
 * @returns Null when the kernel did not say in time.
 */
export async function speaksPython(
  connection: Kernel.IKernelConnection
): Promise<boolean | null> {
  const info = await waitPatiently(
    connection,
    connection.info.catch(() => null),
    INFO_LIMIT
  );
  if (!info) {
    return null;
  }
  const { name, version } = info.language_info;
  // Other implementations, such as xeus-python, have no stdin that our code could ask through.
  return (
    name.toLowerCase() === 'python' &&
    !/^[12]\./.test(version) &&
    info.implementation === 'ipython'
  );
}
