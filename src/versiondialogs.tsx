import { Clipboard, Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IProblem, IVersionRow } from './tokens';
import { VersionTable } from './versiontable';
import { sentences } from './words';

/**
 * What a user may do about versions that do not fit.
 */
export type WayOut = 'match-cluster' | 'match-kernel' | 'attach-anyway';

/**
 * The dialogs on the versions of a kernel and its cluster.
 */
export class VersionDialogs {
  constructor(trans: TranslationBundle) {
    this._trans = trans;
  }

  /**
   * Show the versions, and ask what to do.
   *
   * @returns What was chosen; null for nothing.
   */
  async compare(
    title: string,
    rows: ReadonlyArray<IVersionRow>,
    notes: ReadonlyArray<string>,
    ways: ReadonlyArray<WayOut>
  ): Promise<WayOut | null> {
    const trans = this._trans;
    const labels: Record<WayOut, string> = {
      'match-cluster': trans.__('Match the Cluster'),
      'match-kernel': trans.__('Match This Kernel'),
      'attach-anyway': trans.__('Attach Anyway')
    };
    const { button } = await showDialog({
      title,
      body: <VersionTable rows={rows} notes={notes} trans={trans} />,
      buttons: [
        Dialog.cancelButton({ label: trans.__('Close') }),
        ...ways.map(way =>
          way === 'attach-anyway'
            ? Dialog.warnButton({ label: labels[way], actions: [way] })
            : Dialog.createButton({ label: labels[way], actions: [way] })
        )
      ],
      defaultButton: 0
    });
    return ways.find(way => button.actions.includes(way)) ?? null;
  }

  /**
   * Say what the kernel lacks, and ask whether to insert the cell that installs it.
   */
  async offerInstall(problem: IProblem): Promise<boolean> {
    const trans = this._trans;
    const { button } = await showDialog({
      title: problem.title,
      body: sentences(problem.reason, problem.hint),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Close') }),
        Dialog.okButton({ label: trans.__('Insert Install Cell') })
      ]
    });
    return button.accept;
  }

  /**
   * Show a text that is to be copied elsewhere.
   */
  async showText(title: string, hint: string, text: string): Promise<void> {
    const trans = this._trans;
    const { button } = await showDialog({
      title,
      body: (
        <div className="jp-Saturn-versions">
          <p>{hint}</p>
          <pre>{text}</pre>
        </div>
      ),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Close') }),
        Dialog.okButton({ label: trans.__('Copy') })
      ]
    });
    if (button.accept) {
      Clipboard.copyToSystem(text);
    }
  }

  private readonly _trans: TranslationBundle;
}
