import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { attachmentMood, attachmentWords } from '../words';
import { Dot } from './dot';
import type { IAttachedDocument } from './props';

/**
 * The notebooks and consoles whose kernels are attached, or about to be.
 */
export function Documents(props: {
  documents: ReadonlyArray<IAttachedDocument>;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { documents, trans } = props;
  if (documents.length === 0) {
    return null;
  }
  return (
    <section aria-label={trans.__('Attached notebooks')}>
      <h3 className="jp-Saturn-heading">{trans.__('Attached notebooks')}</h3>
      <ul className="jp-Saturn-list">
        {documents.map(document => (
          <li className="jp-Saturn-document" key={document.path}>
            <div className="jp-Saturn-documentTitle" title={document.path}>
              <Dot mood={attachmentMood(document.state)} />
              <span className="jp-Saturn-name">
                {PathExt.basename(document.path)}
              </span>
              <span className="jp-Saturn-muted">
                {document.state === 'attached'
                  ? document.variable
                  : attachmentWords(document, trans)}
              </span>
            </div>
            {document.problem && (
              <div role="alert">
                <p className="jp-Saturn-error">{document.problem.reason}</p>
                <p className="jp-Saturn-muted">{document.problem.hint}</p>
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
