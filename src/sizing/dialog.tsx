import { Dialog, ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import React from 'react';

import type { IProblem } from '../tokens';
import type { Form } from './form';
import { WasSent } from './inputs';

/**
 * The places of the buttons.
 */
const [CANCEL, ACCEPT] = [0, 1];

/**
 * A dialog on a form.
 */
export interface IFormDialog<V extends object> {
  readonly title: string;
  readonly form: Form<V>;
  /** The label of the button that sends it. */
  readonly accept: string;
  /** Whether something is lost: then the button warns, and Enter alone does not press it. */
  readonly isLoss?: boolean;
  readonly draw: () => JSX.Element;
  /** Tell of a failure that came when the dialog was closed already. */
  readonly tell: (problem: IProblem) => void;
  readonly trans: TranslationBundle;
}

/**
 * Show a form until it was sent with success, or the user cancels.
 */
export async function askForm<V extends object>(
  options: IFormDialog<V>
): Promise<void> {
  await new SubmitDialog(options).launch();
}

/**
 * A dialog that stays open while its form is sent, and when that fails.
 */
class SubmitDialog<V extends object> extends Dialog<unknown> {
  constructor(options: IFormDialog<V>) {
    const { form, isLoss, trans } = options;
    const label = options.accept;
    super({
      title: options.title,
      body: ReactWidget.create(<FormBody {...options} />),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        isLoss ? Dialog.warnButton({ label }) : Dialog.okButton({ label })
      ],
      defaultButton: isLoss ? CANCEL : ACCEPT,
      focusNodeSelector: isLoss ? undefined : 'input:checked, select, input'
    });
    this.addClass('jp-Saturn-formDialog');
    this._form = form;
    this._tell = options.tell;
    this._defaultIndex = isLoss ? CANCEL : ACCEPT;
  }

  /**
   * Close with a button; the one that accepts sends the form first, once.
   */
  override resolve(index: number = this._defaultIndex): void {
    if (index !== ACCEPT) {
      super.resolve(index);
      return;
    }
    if (this._form.isBusy) {
      return;
    }
    void this._form.submit().then(isDone => {
      if (isDone) {
        super.resolve(index);
      } else if (this.isDisposed && this._form.problem) {
        this._tell(this._form.problem);
      }
    });
  }

  private readonly _form: Form<V>;
  private readonly _tell: (problem: IProblem) => void;
  private readonly _defaultIndex: number;
}

function FormBody<V extends object>(props: IFormDialog<V>): JSX.Element {
  const { draw, form, trans } = props;
  return (
    <UseSignal signal={form.changed}>
      {() => (
        <div
          className="jp-Saturn-dialog jp-Saturn-form"
          aria-busy={form.isBusy}
        >
          <WasSent.Provider value={form.wasSent}>{draw()}</WasSent.Provider>
          <div role="status" className="jp-Saturn-muted jp-Saturn-formStatus">
            {form.isBusy && trans.__('Working…')}
          </div>
          {form.problem && (
            <div role="alert" className="jp-Saturn-caution">
              <strong>{form.problem.title}</strong>
              <p>{form.problem.reason}</p>
              <p>{form.problem.hint}</p>
            </div>
          )}
        </div>
      )}
    </UseSignal>
  );
}
