import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';

/**
 * The name that the copy of the example has.
 */
const NAME = 'first-steps.ipynb';

/**
 * Put a copy of the example into a folder, unless there is one.
 *
 * @param folder - A path below the root of the files; "" is the root.
 *
 * @returns The path of the copy. One that is there is the user's, and stays as it is.
 */
export async function placeFirstSteps(
  contents: Pick<Contents.IManager, 'get' | 'save'>,
  folder: string
): Promise<string> {
  const path = PathExt.join(folder, NAME);
  const listing = await contents.get(folder, { content: true });
  const files = listing.content as ReadonlyArray<Contents.IModel>; // of a folder
  if (!files.some(file => file.name === NAME)) {
    const source = await import('../examples/first-steps.ipynb');
    await contents.save(path, {
      type: 'notebook',
      format: 'json',
      content: JSON.parse(source.default) as unknown
    });
  }
  return path;
}
