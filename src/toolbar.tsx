import { ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import React from 'react';

import { Dot } from './sidebar/dot';
import type { IAttachment, IAttachments, ICluster, IClusters } from './tokens';
import { worstVerdict } from './versions';
import { attachmentMood, buttonWords, sentences } from './words';
import { workerlessWords } from './workerless';

/**
 * The button in a notebook's toolbar: this notebook's attachment, and a menu.
 */
export class AttachmentButton extends ReactWidget {
  constructor(options: AttachmentButton.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-Saturn-toolbar');
  }

  protected override render(): JSX.Element {
    const { clusters, attachments } = this._options;
    return (
      <UseSignal signal={clusters.changed}>
        {() => (
          <UseSignal signal={attachments.changed}>
            {() => this._draw()}
          </UseSignal>
        )}
      </UseSignal>
    );
  }

  private _draw(): JSX.Element {
    const { clusters, trans } = this._options;
    const attachment = this._options.attachment();
    const id = attachment?.cluster?.id;
    const cluster = id ? clusters.get(id) : null;
    const workers = cluster?.worker_count ?? null;
    const words = buttonWords(attachment, workers, trans);
    const problem = attachment?.problem;
    const remarks = remarksOf(attachment, cluster, trans);
    const label = remarks.length > 0 ? sentences(words, ...remarks) : words;
    return (
      <button
        className="jp-Saturn-button"
        title={
          problem
            ? sentences(problem.title, problem.reason, problem.hint)
            : label
        }
        aria-label={trans.__('Saturn: %1', label)}
        aria-haspopup="menu"
        onClick={() => this._options.onClick(this.node)}
      >
        <Dot mood={attachmentMood(attachment?.state ?? 'detached')} />
        <span aria-live="polite">{words}</span>
        {remarks.length > 0 && (
          <span className="jp-Saturn-mark" aria-hidden="true">
            △
          </span>
        )}
      </button>
    );
  }

  private readonly _options: AttachmentButton.IOptions;
}

/**
 * What an attached user may want to know.
 */
function remarksOf(
  attachment: IAttachment | null,
  cluster: ICluster | null,
  trans: TranslationBundle
): ReadonlyArray<string> {
  if (attachment?.state !== 'attached') {
    return [];
  }
  const verdict = worstVerdict(attachment.comparison);
  const isOdd = verdict === 'differs' || verdict === 'fatal';
  const workerless = workerlessWords(cluster, trans);
  return [
    ...(workerless ? [workerless] : []),
    ...(isOdd
      ? [
          trans.__(
            'Some versions differ from the cluster’s: compare them in this menu'
          )
        ]
      : []),
    ...(attachment.remark ? [attachment.remark] : [])
  ];
}

/**
 * A namespace for `AttachmentButton` statics.
 */
export namespace AttachmentButton {
  /**
   * The options of the button.
   */
  export interface IOptions {
    clusters: IClusters;
    attachments: IAttachments;
    /** Return the attachment of this notebook's kernel, or null without a kernel. */
    attachment: () => IAttachment | null;
    /** Open the menu below `node`. */
    onClick: (node: HTMLElement) => void;
    trans: TranslationBundle;
  }
}
