import { Dialog, InputDialog, showDialog } from '@jupyterlab/apputils';

import { formatPrice, formatStatus } from './format';
import { Notices } from './notices';
import type { ICluster } from './tokens';
import { sentences } from './words';

/**
 * The places of the buttons of a question.
 */
const [CANCEL, ACCEPT] = [0, 1];

/**
 * The questions that the commands ask, and the notices that they give.
 */
export class Dialogs extends Notices {
  /**
   * Ask before a token is forgotten.
   */
  confirmForget(host: string): Promise<boolean> {
    const trans = this._trans;
    return this._confirm(
      trans.__('Forget the token for %1?', host),
      trans.__(
        'It is wiped from this Jupyter server. Clusters keep running, and the token stays good until you delete it in Saturn.'
      ),
      Dialog.warnButton({ label: trans.__('Forget') }),
      CANCEL
    );
  }

  /**
   * Ask which Saturn's token is meant.
   */
  async chooseSaturn(stored: ReadonlyArray<string>): Promise<string | null> {
    const result = await InputDialog.getItem({
      title: this._trans.__('Forget which token?'),
      items: [...stored]
    });
    return result.button.accept ? result.value : null;
  }

  /**
   * Say what is needed first.
   */
  async refuse(title: string, body: string): Promise<void> {
    await showDialog({ title, body, buttons: [Dialog.okButton()] });
  }

  /**
   * Ask before a cluster is started in order to attach to it.
   */
  confirmStart(cluster: ICluster, isLocal: boolean): Promise<boolean> {
    const trans = this._trans;
    return this._confirm(
      trans.__('Start %1?', cluster.name),
      trans.__(
        'It is %1. It starts with %2 workers (%3) and runs until it is stopped.',
        formatStatus(cluster, trans).toLocaleLowerCase(),
        cluster.worker_target,
        this._price(cluster.price_per_hour, isLocal)
      ),
      Dialog.okButton({ label: trans.__('Start') }),
      ACCEPT
    );
  }

  /**
   * Ask before a notebook's kernel gets a client of a cluster.
   */
  confirmAttach(notebook: string, cluster: ICluster): Promise<boolean> {
    const trans = this._trans;
    return this._confirm(
      trans.__('Attach %1 to %2?', notebook, cluster.name),
      trans.__('Its kernel gets a client of this cluster.'),
      Dialog.okButton({ label: trans.__('Attach') }),
      ACCEPT
    );
  }

  /**
   * Ask before a kernel's client is closed.
   */
  confirmDetach(notebook: string): Promise<boolean> {
    const trans = this._trans;
    return this._confirm(
      trans.__('Detach %1?', notebook),
      trans.__(
        'The kernel’s client is closed, and with it go the results that only this client keeps. The cluster runs on.'
      ),
      Dialog.okButton({ label: trans.__('Detach') }),
      ACCEPT
    );
  }

  /**
   * Ask before results are lost.
   */
  confirmLoss(cluster: ICluster, action: 'stop' | 'restart'): Promise<boolean> {
    const trans = this._trans;
    const price = formatPrice(cluster.price_per_hour || null, false, trans);
    return this._confirm(
      action === 'stop'
        ? trans.__('Stop %1?', cluster.name)
        : trans.__('Restart %1?', cluster.name),
      sentences(
        trans.__(
          'Results that its workers hold are lost, and attached notebooks lose their client.'
        ),
        ...(price ? [trans.__('While it runs it costs %1.', price)] : [])
      ),
      Dialog.warnButton({
        label: action === 'stop' ? trans.__('Stop') : trans.__('Restart')
      }),
      CANCEL
    );
  }

  /**
   * Ask which cluster is meant.
   */
  async chooseCluster(
    clusters: ReadonlyArray<ICluster>,
    title = this._trans.__('Which cluster?')
  ): Promise<ICluster | null> {
    const trans = this._trans;
    const labels = clusters.map((cluster, index) =>
      trans.__(
        '%1. %2 (%3)',
        index + 1,
        cluster.name,
        formatStatus(cluster, trans)
      )
    );
    const result = await InputDialog.getItem({
      title,
      items: labels
    });
    const index = labels.indexOf(result.value ?? '');
    return result.button.accept ? (clusters[index] ?? null) : null;
  }

  private _price(price: number | null, isLocal: boolean): string {
    return (
      formatPrice(price, isLocal, this._trans) ||
      this._trans.__('price unknown')
    );
  }

  private async _confirm(
    title: string,
    body: string,
    accept: Dialog.IButton,
    defaultButton: number
  ): Promise<boolean> {
    const result = await showDialog({
      title,
      body,
      buttons: [
        Dialog.cancelButton({ label: this._trans.__('Cancel') }),
        accept
      ],
      defaultButton
    });
    return result.button.accept;
  }
}
