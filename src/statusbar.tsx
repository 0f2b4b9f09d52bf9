import { ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import React from 'react';

import { formatPrice } from './format';
import { Dot } from './sidebar/dot';
import type { IAttachment, IAttachments, IClusters } from './tokens';
import { attachmentMood, buttonWords, sentences } from './words';

/**
 * The item in the status bar: the attachment of the current notebook or console, and what it costs.
 */
export class AttachmentStatus extends ReactWidget {
  constructor(options: AttachmentStatus.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-Saturn-statusItem');
  }

  protected override render(): JSX.Element {
    const { clusters, attachments, currentChanged } = this._options;
    return (
      <UseSignal signal={clusters.changed}>
        {() => (
          <UseSignal signal={attachments.changed}>
            {() => (
              <UseSignal signal={currentChanged}>
                {() => this._draw()}
              </UseSignal>
            )}
          </UseSignal>
        )}
      </UseSignal>
    );
  }

  private _draw(): JSX.Element {
    const { clusters, trans } = this._options;
    const attachment = this._options.attachment();
    const ref = attachment?.cluster;
    const cluster = ref ? clusters.get(ref.id) : null;
    const words = ref
      ? buttonWords(attachment, cluster?.worker_count ?? null, trans)
      : trans.__('not attached');
    const price =
      cluster && attachment?.state === 'attached'
        ? formatPrice(
            cluster.price_per_hour,
            clusters.snapshot?.local ?? false,
            trans
          )
        : '';
    const text = price ? trans.__('%1 · %2', words, price) : words;
    const problem = attachment?.problem;
    return (
      <button
        className="jp-Saturn-statusButton"
        title={
          problem
            ? sentences(problem.title, problem.reason, problem.hint)
            : trans.__('Open the Saturn sidebar')
        }
        aria-label={trans.__('Saturn: %1', text)}
        onClick={() => this._options.onClick()}
      >
        <Dot mood={attachmentMood(attachment?.state ?? 'detached')} />
        <span>{text}</span>
      </button>
    );
  }

  private readonly _options: AttachmentStatus.IOptions;
}

/**
 * A namespace for `AttachmentStatus` statics.
 */
export namespace AttachmentStatus {
  /**
   * The options of the item.
   */
  export interface IOptions {
    clusters: IClusters;
    attachments: IAttachments;
    /** Return the attachment of the current kernel, or null without a kernel. */
    attachment: () => IAttachment | null;
    /** Emitted when another document became current. */
    currentChanged: React.ComponentProps<typeof UseSignal>['signal'];
    onClick: () => void;
    trans: TranslationBundle;
  }
}
