import type { NotebookPanel } from '@jupyterlab/notebook';

/**
 * As much of a notebook as our code uses.
 */
export class NotebookDouble {
  constructor(
    readonly metadata: unknown,
    readonly kernelId: string | null = 'k1'
  ) {}

  isDisposed = false;
  readonly title = { label: 'a.ipynb' };
  readonly setMetadata = jest.fn();
  readonly context = {
    path: 'dir/a.ipynb',
    ready: Promise.resolve(),
    model: {
      getMetadata: (key: string): unknown =>
        key === 'saturn' ? this.metadata : undefined,
      setMetadata: this.setMetadata
    }
  };

  get sessionContext(): object {
    const kernel = this.kernelId === null ? null : { id: this.kernelId };
    return { ready: Promise.resolve(), session: { kernel } };
  }

  get panel(): NotebookPanel {
    return this as unknown as NotebookPanel;
  }
}

/** What an attached notebook carries. */
export const METADATA = {
  schema: 1,
  base_url: 'https://saturn.example/',
  project_id: 'p1',
  cluster_id: 'c1',
  cluster_name: 'demo'
};
