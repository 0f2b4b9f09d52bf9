import { Clipboard, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';

import { formatPrice } from './format';
import type { ICluster, IIdleAlert, IProblem } from './tokens';
import { sentences } from './words';

/**
 * What is told to users in JupyterLab's notifications.
 */
export class Notices {
  constructor(trans: TranslationBundle) {
    this._trans = trans;
  }

  /**
   * Tell of a problem, once for each code until it is closed.
   *
   * #### Notes
   * JupyterLab cuts a notice after 140 characters, so that the reason is among the details only.
   */
  tell(problem: IProblem): void {
    const known = this._told.get(problem.code);
    const message = sentences(problem.title, problem.hint);
    const actions = [
      {
        label: this._trans.__('Copy details'),
        callback: () => Clipboard.copyToSystem(JSON.stringify(problem))
      }
    ];
    if (known && Notification.manager.has(known)) {
      Notification.update({ id: known, message, actions });
      return;
    }
    const id = Notification.error(message, { autoClose: false, actions });
    this._told.set(problem.code, id);
  }

  /**
   * Close what was told, because all is well again.
   */
  settle(): void {
    const ids = [...this._told.values()];
    this._told.clear();
    for (const id of ids) {
      dismiss(id);
    }
  }

  /**
   * Offer to attach a notebook to the cluster that it names.
   *
   * @returns What takes the offer back.
   */
  offerAttach(
    notebook: string,
    cluster: string,
    attach: () => void
  ): IDisposable {
    const trans = this._trans;
    const id = Notification.info(
      trans.__(
        '%1 was attached to the cluster %2, which is running.',
        notebook,
        cluster
      ),
      {
        autoClose: false,
        actions: [{ label: trans.__('Attach'), callback: attach }]
      }
    );
    return new DisposableDelegate(() => dismiss(id));
  }

  /**
   * Ask for a new token, because the one in use is no longer taken.
   *
   * @returns What takes the question back.
   */
  askSignIn(problem: IProblem, signIn: () => void): IDisposable {
    const trans = this._trans;
    const id = Notification.warning(
      sentences(
        problem.title,
        trans.__('The clusters are not looked at until you sign in again.')
      ),
      {
        autoClose: false,
        actions: [{ label: trans.__('Sign in'), callback: signIn }]
      }
    );
    return new DisposableDelegate(() => dismiss(id));
  }

  /**
   * Tell of a cluster that is idle, and of what the idle watch will do.
   *
   * @param more - `deadline` is when it is stopped, by the clock of this machine; null when it is not.
   *
   * @returns What takes the notice back.
   */
  tellIdle(
    cluster: ICluster,
    alert: IIdleAlert,
    more: { deadline: Date | null; isLocal: boolean },
    actions: { keep: () => void; stop: () => void }
  ): IDisposable {
    const trans = this._trans;
    const { deadline, isLocal } = more;
    const price = formatPrice(cluster.price_per_hour, false, trans);
    const what =
      price && !isLocal
        ? trans.__('%1 is idle, and costs %2.', cluster.name, price)
        : trans.__('%1 is idle.', cluster.name);
    const message = alert.problem
      ? sentences(what, alert.problem.title, alert.problem.hint)
      : deadline
        ? sentences(
            what,
            trans.__('It is stopped at %1.', deadline.toLocaleTimeString())
          )
        : what;
    const id = Notification.warning(message, {
      autoClose: false,
      actions: [
        { label: trans.__('Keep running'), callback: actions.keep },
        { label: trans.__('Stop now…'), callback: actions.stop }
      ]
    });
    return new DisposableDelegate(() => dismiss(id));
  }

  /**
   * Say that something was done that shows nowhere else.
   */
  confirm(message: string): void {
    Notification.success(message, { autoClose: 5000 });
  }

  protected readonly _trans: TranslationBundle;
  private readonly _told = new Map<string, string>();
}

/**
 * Close a notice, if it is still open: without one, JupyterLab would close all.
 */
function dismiss(id: string): void {
  if (id && Notification.manager.has(id)) {
    Notification.dismiss(id);
  }
}
