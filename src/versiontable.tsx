import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IVersionRow, Verdict } from './tokens';

/**
 * The shapes beside the words of the verdicts.
 */
const SHAPES: Record<Verdict, string> = {
  same: '✓',
  differs: '△',
  fatal: '✕',
  unknown: '?'
};

/**
 * The versions of a kernel beside those of its cluster.
 */
export function VersionTable(props: {
  rows: ReadonlyArray<IVersionRow>;
  /** What else is to be said, one sentence each. */
  notes: ReadonlyArray<string>;
  trans: TranslationBundle;
}): JSX.Element {
  const { rows, notes, trans } = props;
  return (
    <div className="jp-Saturn-versions">
      <table>
        <thead>
          <tr>
            <th scope="col">{trans.__('Package')}</th>
            <th scope="col">{trans.__('Kernel')}</th>
            <th scope="col">{trans.__('Scheduler')}</th>
            <th scope="col">{trans.__('Workers')}</th>
            <th scope="col">{trans.__('Verdict')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.package} className={`jp-mod-${row.verdict}`}>
              <th scope="row">{row.package}</th>
              <td>{row.kernel ?? trans.__('none')}</td>
              <td>{row.scheduler ?? trans.__('none')}</td>
              <td>{row.workers.join(', ') || trans.__('none')}</td>
              <td>
                <span aria-hidden="true">{SHAPES[row.verdict]}</span>{' '}
                {verdictWord(row.verdict, trans)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {notes.map(note => (
        <p key={note}>{note}</p>
      ))}
    </div>
  );
}

function verdictWord(verdict: Verdict, trans: TranslationBundle): string {
  switch (verdict) {
    case 'same':
      return trans.__('fits');
    case 'differs':
      return trans.__('differs');
    case 'fatal':
      return trans.__('does not fit');
    case 'unknown':
      return trans.__('unknown');
  }
}
