/**
 * Name the copy of a notebook: the first time `NAME-portable.ipynb`.
 *
 * @param name - The notebook's file name.
 * @param count - How many of the names were taken.
 */
export function portableName(name: string, count: number): string {
  const stem = name.replace(/\.ipynb$/i, '');
  return `${stem}-portable${count > 0 ? `-${count + 1}` : ''}.ipynb`;
}
