import type { ConsolePanel } from '@jupyterlab/console';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';

import { Documents } from '../current';
import type { IAttachments } from '../tokens';
import { KernelDouble } from './kernel';
import { NotebookDouble } from './notebooks';

/** A tracker, or the shell, whose current widget the spec sets. */
class TrackerDouble<T> {
  currentWidget: T | null = null;
  readonly currentChanged = new Signal<this, never>(this);

  show(widget: T | null): void {
    this.currentWidget = widget;
    this.currentChanged.emit(undefined as never);
  }
}

describe('Documents', () => {
  const notebook = new NotebookDouble({}).panel;
  const kernel = new KernelDouble('k1').connection;
  const panel = {
    isDisposed: false,
    sessionContext: {
      path: 'dir/console-1-8f3a',
      name: 'Console 1',
      session: { kernel }
    }
  } as unknown as ConsolePanel;
  const attachments = { get: (id: string) => id } as unknown as IAttachments;

  let shell: TrackerDouble<unknown>;
  let notebooks: TrackerDouble<NotebookPanel>;
  let consoles: TrackerDouble<ConsolePanel>;
  let documents: Documents;

  beforeEach(() => {
    shell = new TrackerDouble();
    notebooks = new TrackerDouble();
    consoles = new TrackerDouble();
    documents = new Documents({
      shell: shell as never,
      notebooks: notebooks as never,
      consoles: consoles as never,
      attachments
    });
  });

  afterEach(() => documents.dispose());

  it('should be none at first', () => {
    expect(documents.current).toBeNull();
  });

  it('should follow what is in front', () => {
    notebooks.show(notebook);
    consoles.show(panel);
    shell.show(panel);
    expect(documents.current?.path).toBe('dir/Console 1');
    shell.show(notebook);
    expect(documents.current?.path).toBe('dir/a.ipynb');
    shell.show(panel);
    expect(documents.current).toMatchObject({
      name: 'Console 1',
      attachment: 'k1',
      connection: kernel
    });
  });

  it('should keep the last one while something else is in front', () => {
    notebooks.show(notebook);
    consoles.show(panel);
    shell.show(panel);
    shell.show({ title: 'a text' });
    expect(documents.current?.name).toBe('Console 1');
  });

  it('should forget one that was closed', () => {
    notebooks.show(notebook);
    const closed = { ...panel, isDisposed: false } as unknown as ConsolePanel;
    consoles.show(closed);
    shell.show(closed);
    Object.assign(closed, { isDisposed: true });
    consoles.show(null);
    shell.show(null);
    expect(documents.current?.name).toBe('a.ipynb');
  });

  it('should do without consoles, and without a shell that tells', () => {
    const few = new Documents({
      shell: { currentWidget: null },
      notebooks: notebooks as never,
      consoles: null,
      attachments
    });
    notebooks.show(notebook);
    expect(few.current?.name).toBe('a.ipynb');
    few.dispose();
  });

  it('should tell of each change', () => {
    let changes = 0;
    documents.changed.connect(() => {
      changes++;
    });
    shell.show(panel);
    notebooks.show(notebook);
    consoles.show(panel);
    expect(changes).toBe(3);
  });
});
