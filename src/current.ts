import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ConsolePanel, IConsoleTracker } from '@jupyterlab/console';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { ICurrentDocument } from './notebook';
import { describeConsole, describeNotebook } from './notebook';
import type { IAttachments } from './tokens';

/**
 * Which notebook or console the user works with.
 */
export interface IDocuments {
  /** The one in front; else the one that was in front last. */
  readonly current: ICurrentDocument | null;
  /** Emitted when another one may have become current. */
  readonly changed: ISignal<IDocuments, void>;
}

/**
 * The token of the documents.
 */
export const IDocuments = new Token<IDocuments>(
  'jupyterlab-saturn:IDocuments',
  'The notebook or console that the user works with.'
);

/**
 * The notebooks and consoles of the application.
 */
export class Documents implements IDocuments, IDisposable {
  constructor(options: Documents.IOptions) {
    this._options = options;
    const { shell, notebooks, consoles } = options;
    shell.currentChanged?.connect(this._onChanged, this);
    notebooks.currentChanged.connect(this._onChanged, this);
    consoles?.currentChanged.connect(this._onChanged, this);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get current(): ICurrentDocument | null {
    const { attachments } = this._options;
    this._note();
    return this._notebook
      ? describeNotebook(this._notebook, attachments)
      : this._console && describeConsole(this._console, attachments);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  private _onChanged(): void {
    this._note();
    this._changed.emit();
  }

  /**
   * Note which one is in front, or was last and is still there.
   */
  private _note(): void {
    const { shell, notebooks, consoles } = this._options;
    const front = shell.currentWidget;
    const before = this._notebook ?? this._console;
    const isBeforeThere = before !== null && !before.isDisposed;
    const [notebook, panel] = [
      notebooks.currentWidget,
      consoles?.currentWidget
    ];
    if (notebook && notebook === front) {
      [this._notebook, this._console] = [notebook, null];
    } else if (panel && panel === front) {
      [this._notebook, this._console] = [null, panel];
    } else if (!isBeforeThere) {
      this._notebook = notebook;
      this._console = notebook ? null : (panel ?? null);
    }
  }

  private readonly _options: Documents.IOptions;
  private readonly _changed = new Signal<this, void>(this);
  private _notebook: NotebookPanel | null = null;
  private _console: ConsolePanel | null = null;
  private _isDisposed = false;
}

/**
 * A namespace for `Documents` statics.
 */
export namespace Documents {
  /**
   * The options of the documents.
   */
  export interface IOptions {
    shell: Pick<JupyterFrontEnd.IShell, 'currentWidget' | 'currentChanged'>;
    notebooks: Pick<INotebookTracker, 'currentWidget' | 'currentChanged'>;
    consoles: Pick<IConsoleTracker, 'currentWidget' | 'currentChanged'> | null;
    attachments: IAttachments;
  }
}
