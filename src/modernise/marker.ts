/**
 * The portable cells: they run in any notebook, with no extension present.
 */
export type CellKind = 'install' | 'connect' | 'stop';

/**
 * Recognise a cell of ours by its marker, whatever else was changed in it.
 */
export function kindOf(source: string): CellKind | null {
  const found =
    /^[ \t]*#[ \t]*saturn:(install|connect|stop)[ \t]+v\d+[ \t]*\r?$/m.exec(
      source
    );
  const kind = found?.[1];
  return kind === 'install' || kind === 'connect' || kind === 'stop'
    ? kind
    : null;
}
