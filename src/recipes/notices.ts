import { Notification } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * What is told of notebooks outside of dialogs: at most one notice stands for each.
 */
export class Notices {
  constructor(trans: TranslationBundle) {
    this._trans = trans;
  }

  /**
   * Offer to make a notebook modern that has opened.
   */
  offer(panel: NotebookPanel, hasToken: boolean, accept: () => void): void {
    const trans = this._trans;
    const name = panel.title.label;
    this._show(
      panel,
      hasToken ? 'warning' : 'info',
      hasToken
        ? trans.__(
            '%1 holds a Saturn token, which all can use who get it.',
            name
          )
        : trans.__(
            '%1 connects to Saturn in a way that works no longer.',
            name
          ),
      { label: trans.__('Modernise…'), callback: accept }
    );
  }

  /**
   * Warn that a notebook is saved with a token in it.
   */
  warn(panel: NotebookPanel, accept: () => void): void {
    const trans = this._trans;
    this._show(
      panel,
      'warning',
      trans.__('%1 is saved with a Saturn token in it.', panel.title.label),
      { label: trans.__('Take It Out…'), callback: accept }
    );
  }

  /**
   * Say that a notebook was changed, and is to be saved.
   */
  tellChanged(panel: NotebookPanel, message: string, save: () => void): void {
    this._show(panel, 'success', message, {
      label: this._trans.__('Save'),
      callback: save
    });
  }

  /**
   * Say where something was put.
   */
  tell(message: string): void {
    Notification.success(message, { autoClose: 5000 });
  }

  /**
   * Take back what was told of a notebook.
   */
  close(panel: NotebookPanel): void {
    const id = this._open.get(panel);
    this._open.delete(panel);
    if (id !== undefined && Notification.manager.has(id)) {
      Notification.dismiss(id);
    }
  }

  private _show(
    panel: NotebookPanel,
    type: 'info' | 'warning' | 'success',
    message: string,
    action: Notification.IAction
  ): void {
    this.close(panel);
    const id = Notification.emit(message, type, {
      autoClose: false,
      actions: [action]
    });
    this._open.set(panel, id);
    panel.disposed.connect(this.close, this);
  }

  private readonly _trans: TranslationBundle;
  private readonly _open = new Map<NotebookPanel, string>();
}
