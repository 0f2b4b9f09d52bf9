import type React from 'react';
import { useLayoutEffect, useRef, useState } from 'react';

import type { ICluster } from '../tokens';

/**
 * Keep which row the tabulator key comes to: the last one that had the focus, or one near it.
 */
export function useActive(
  clusters: ReadonlyArray<ICluster>,
  openedId: string | null
): [number, (id: string | null) => void] {
  const [id, setId] = useState<string | null>(null);
  const last = useRef(0);
  const found = clusters.findIndex(c => c.id === (id ?? openedId));
  const active =
    found >= 0
      ? found
      : Math.max(0, Math.min(last.current, clusters.length - 1));
  last.current = active;
  return [active, setId];
}

/**
 * Keep the focus in the list when what had it disappears, and move it when that is wanted.
 */
export function useFocus(
  node: React.RefObject<HTMLElement>,
  active: number
): { want: () => void; note: (isFocused: boolean) => void } {
  const isWanted = useRef(false);
  const isFocused = useRef(false);
  useLayoutEffect(() => {
    const isLost =
      isFocused.current && document.activeElement === document.body;
    const row =
      isWanted.current || isLost
        ? node.current?.querySelector<HTMLElement>(`[data-index="${active}"]`)
        : null;
    if (row) {
      isWanted.current = false;
      row.focus();
    }
  });
  return {
    want: () => {
      isWanted.current = true;
    },
    note: value => {
      isFocused.current = value;
    }
  };
}

/**
 * Move the focus among the controls of a row, or from them to the row.
 */
export function step(
  row: HTMLElement,
  from: HTMLElement,
  kind: 'enter' | 'leave' | 'next' | 'previous'
): void {
  const controls = [...row.querySelectorAll<HTMLElement>('button, a[href]')];
  const index = controls.indexOf(from);
  const to =
    kind === 'enter'
      ? controls[0]
      : kind === 'next'
        ? controls[index + 1]
        : kind === 'previous'
          ? controls[index - 1]
          : undefined;
  const goesBack = kind === 'leave' || (kind === 'previous' && index <= 0);
  (goesBack ? row : to)?.focus();
}
