import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId } from 'react';

import type { IDifferentLine } from '../modernise';
import type { ICellDifference } from './lines';
import { foldLines } from './lines';

/**
 * What the user decides beside whether the notebook is made modern.
 */
export interface IChoice {
  /** Whether the token is kept on the Jupyter server. */
  readonly isStored: boolean;
  /** Whether the notebook's Saturn and project go into the settings. */
  readonly isUsed: boolean;
}

/**
 * What is going to change in a notebook, and what else may be done with what it holds.
 */
export function ModerniseView(props: ModerniseView.IProps): JSX.Element {
  const { advice, choice, differences, hasToken, trans } = props;
  const list = useId();
  return (
    <div className="jp-Saturn-modernise">
      <p>
        {hasToken
          ? trans.__(
              'The token is taken out of the notebook for good: undo brings the old cells back without it. The file and its checkpoint hold it until you save.'
            )
          : trans.__('One undo takes it all back.')}
      </p>
      <div
        className="jp-Saturn-differences"
        role="region"
        aria-labelledby={list}
        tabIndex={0}
      >
        <h3 id={list}>{trans.__('What changes')}</h3>
        {differences.map((difference, index) => (
          <CellView key={index} difference={difference} trans={trans} />
        ))}
        {props.hasMetadata && (
          <p>{trans.__('The token goes from the notebook’s metadata.')}</p>
        )}
      </div>
      {advice.length > 0 && (
        <ul className="jp-Saturn-advice" aria-label={trans.__('Good to know')}>
          {advice.map(words => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
      {props.storeAt !== null && (
        <Choice
          isOn={choice.isStored}
          label={trans.__(
            'Keep the token on the Jupyter server for %1',
            props.storeAt
          )}
          told={trans.__(
            'It is sent to that address to verify it. The notebook names the address: tick this only if it is your Saturn.'
          )}
          onChange={isStored => props.onChoose({ ...choice, isStored })}
        />
      )}
      {props.use !== null && (
        <Choice
          isOn={choice.isUsed}
          label={trans.__('Use this in the settings: %1', props.use)}
          told={trans.__('The sidebar then shows its clusters.')}
          onChange={isUsed => props.onChoose({ ...choice, isUsed })}
        />
      )}
    </div>
  );
}

/**
 * A namespace for `ModerniseView` statics.
 */
export namespace ModerniseView {
  /**
   * The properties of the view.
   */
  export interface IProps {
    differences: ReadonlyArray<ICellDifference>;
    /** Whether the notebook's own metadata change. */
    hasMetadata: boolean;
    hasToken: boolean;
    /** Sentences. */
    advice: ReadonlyArray<string>;
    /** The base URL that the token may be kept for; null when it cannot be kept. */
    storeAt: string | null;
    /** The Saturn and project that the settings may take; null when there are none. */
    use: string | null;
    choice: IChoice;
    onChoose: (choice: IChoice) => void;
    trans: TranslationBundle;
  }
}

function Choice(props: {
  isOn: boolean;
  label: string;
  told: string;
  onChange: (isOn: boolean) => void;
}): JSX.Element {
  const told = useId();
  return (
    <div className="jp-Saturn-choice">
      <label>
        <input
          type="checkbox"
          checked={props.isOn}
          aria-describedby={told}
          onChange={event => props.onChange(event.target.checked)}
        />
        <span>{props.label}</span>
      </label>
      <p id={told} className="jp-Saturn-muted">
        {props.told}
      </p>
    </div>
  );
}

function CellView(props: {
  difference: ICellDifference;
  trans: TranslationBundle;
}): JSX.Element {
  const { difference, trans } = props;
  const { lines, outputs, attachments, hasMetadata } = difference;
  const heading = useId();
  return (
    <div
      className="jp-Saturn-difference"
      role="group"
      aria-labelledby={heading}
    >
      <h4 id={heading}>{headingWords(difference, trans)}</h4>
      {lines.length > 0 && (
        <div className="jp-Saturn-lines">
          {foldLines(lines).map((group, index) =>
            group.isFolded ? (
              <details key={index}>
                <summary className="jp-Saturn-fold">
                  {trans._n(
                    '%1 more line',
                    '%1 more lines',
                    group.lines.length
                  )}
                </summary>
                <Lines lines={group.lines} trans={trans} />
              </details>
            ) : (
              <Lines key={index} lines={group.lines} trans={trans} />
            )
          )}
        </div>
      )}
      {outputs > 0 && (
        <p>
          {trans._n(
            '− One of its outputs is removed.',
            '− %1 of its outputs are removed.',
            outputs
          )}
        </p>
      )}
      {attachments > 0 && (
        <p>
          {trans._n(
            '− One of its attachments is removed.',
            '− %1 of its attachments are removed.',
            attachments
          )}
        </p>
      )}
      {hasMetadata && <p>{trans.__('− The token goes from its metadata.')}</p>}
    </div>
  );
}

function headingWords(
  { number, what }: ICellDifference,
  trans: TranslationBundle
): string {
  switch (what) {
    case 'new':
      return trans.__('New cell');
    case 'removed':
      return trans.__('Cell %1 is removed', number ?? '');
    case 'changed':
    case 'kept':
      return trans.__('Cell %1', number ?? '');
  }
}

function Lines(props: {
  lines: ReadonlyArray<IDifferentLine>;
  trans: TranslationBundle;
}): JSX.Element {
  const { lines, trans } = props;
  const words = {
    '+': trans.__('added'),
    '-': trans.__('removed'),
    ' ': ''
  };
  const classes = { '+': ' jp-mod-added', '-': ' jp-mod-removed', ' ': '' };
  return (
    <>
      {lines.map(({ sign, text }, index) => (
        <div key={index} className={`jp-Saturn-line${classes[sign]}`}>
          <span aria-hidden="true">{sign === '-' ? '−' : sign}</span>
          <span className="jp-Saturn-unseen">{words[sign]} </span>
          <code>{text || ' '}</code>
        </div>
      ))}
    </>
  );
}
