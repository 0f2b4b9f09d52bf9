import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IChoice } from './view';
import { ModerniseView } from './view';

/**
 * What the user is shown before a notebook is made modern.
 */
export type IQuestion = Omit<ModerniseView.IProps, 'choice' | 'onChoose'> & {
  readonly title: string;
  readonly accept: string;
};

/**
 * Ask whether a notebook shall be made modern.
 *
 * @returns What was decided, or null when nothing shall be done.
 */
export async function askModernise(
  question: IQuestion
): Promise<IChoice | null> {
  const dialog = new Dialog<IChoice>({
    title: question.title,
    body: new QuestionBody(question),
    buttons: [
      Dialog.cancelButton({ label: question.trans.__('Cancel') }),
      Dialog.okButton({ label: question.accept })
    ]
  });
  dialog.addClass('jp-Saturn-modernDialog');
  const result = await dialog.launch();
  return result.button.accept ? result.value : null;
}

/**
 * Say what is in the way, and the way out.
 *
 * @returns Whether the user takes it.
 */
export async function offerWayOut(options: {
  title: string;
  body: string;
  accept: string;
  trans: TranslationBundle;
}): Promise<boolean> {
  const { title, body, accept, trans } = options;
  const result = await showDialog({
    title,
    body,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: accept })
    ]
  });
  return result.button.accept;
}

/**
 * The body of the dialog: what is chosen in it is its value.
 */
class QuestionBody extends ReactWidget implements Dialog.IBodyWidget<IChoice> {
  constructor(question: IQuestion) {
    super();
    this._question = question;
  }

  getValue(): IChoice {
    return this._choice;
  }

  protected render(): JSX.Element {
    return (
      <ModerniseView
        {...this._question}
        choice={this._choice}
        onChoose={choice => {
          this._choice = choice;
          this.update();
        }}
      />
    );
  }

  private readonly _question: IQuestion;
  private _choice: IChoice = { isStored: false, isUsed: false };
}
