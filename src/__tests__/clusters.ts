import { Signal } from '@lumino/signaling';

import type { IClusters, IProblem, ISnapshot } from '../tokens';
import { makeSnapshot } from './values';

/**
 * A model whose snapshot the spec sets, and that notes what it is asked for.
 */
export class ClustersDouble implements IClusters {
  readonly changed: Signal<IClusters, void> = new Signal(this);
  snapshot: ISnapshot | null = makeSnapshot();
  problem: IProblem | null = null;
  checkedAt: string | null = null;
  selected = null;
  isActive = false;
  isFollowed = false;
  isDisposed = false;

  readonly refresh = jest.fn().mockResolvedValue(undefined);
  readonly recheck = jest.fn().mockResolvedValue(undefined);
  readonly act = jest.fn().mockResolvedValue(undefined);
  readonly scale = jest.fn().mockResolvedValue(undefined);
  readonly configured = jest.fn();
  readonly pending = jest.fn().mockReturnValue(null);
  readonly select = jest.fn();

  get(id: string): ReturnType<IClusters['get']> {
    return this.snapshot?.clusters.find(c => c.id === id) ?? null;
  }

  show(values: Partial<ISnapshot>): void {
    this.snapshot = makeSnapshot(values);
    this.changed.emit();
  }

  dispose(): void {
    this.isDisposed = true;
  }
}
