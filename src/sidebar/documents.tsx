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
    <section aria-label={trans.__('Notebooks')}>
      <h3 className="jp-Saturn-heading">{trans.__('Notebooks')}</h3>
      <ul className="jp-Saturn-list">
        {documents.map(document => (
          <li className="jp-Saturn-document" key={document.path}>
            <div className="jp-Saturn-documentTitle" title={document.path}>
              <Dot mood={attachmentMood(document.state)} />
              <span className="jp-Saturn-name">
                {PathExt.basename(document.path)}
              </span>
              <span className="jp-Saturn-muted">
                {document.state === 'attached' ? (
                  <AttachedAs variable={document.variable} trans={trans} />
                ) : (
                  attachmentWords(document.state, trans, document.isBehindCell)
                )}
              </span>
            </div>
            {document.problem && (
              <div role="alert">
                <p className="jp-Saturn-error">{document.problem.title}</p>
                <p className="jp-Saturn-muted">{document.problem.reason}</p>
                <p className="jp-Saturn-muted">{document.problem.hint}</p>
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function AttachedAs(props: {
  variable: string;
  trans: TranslationBundle;
}): JSX.Element {
  // The place of the name in the sentence is the translator's.
  const [before, after] = props.trans.__('attached as %1', '\n').split('\n');
  return (
    <>
      {before}
      <code>{props.variable}</code>
      {after}
    </>
  );
}
