import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId, useLayoutEffect, useRef, useState } from 'react';

import { Action } from '../sidebar/action';
import { Dot } from '../sidebar/dot';
import { TokenEntry } from './entry';
import type { ISignInState, ISignInValues } from './state';
import { describeSignIn } from './state';

/**
 * Signing in, wherever it stands: how things are, the input for a token, and where tokens come from.
 */
export function SignIn(props: SignIn.IProps): JSX.Element {
  const { trans } = props;
  const generated = useId();
  const id = props.id ?? generated;
  const [isReplacing, setReplacing] = useState(false);
  const state = describeSignIn(props, trans);
  const isOpen =
    state.canEnter &&
    (isReplacing || state.kind !== 'signed-in' || !state.hasToken);
  const isFailed = props.problem !== null && state.hasToken;
  const cancel = (): void => {
    setReplacing(false);
    props.onCancel();
  };
  const node = useKeptFocus(isOpen);
  const enter = (paste: string): void =>
    void props.onEnter(paste).then(isAccepted => {
      if (isAccepted) {
        setReplacing(false);
      }
    });
  return (
    <div ref={node} className={`jp-Saturn-signIn jp-mod-${state.kind}`}>
      <label className="jp-Saturn-label" htmlFor={isOpen ? id : undefined}>
        {trans.__('Token')}
      </label>
      {isOpen && (
        <TokenEntry
          id={id}
          isFocused={isReplacing || props.isFocused === true}
          isBusy={props.isVerifying}
          onEnter={enter}
          onCancel={isReplacing || isFailed ? cancel : undefined}
          trans={trans}
        />
      )}
      <Status state={state} trans={trans} />
      {state.hasToken && !props.isVerifying && (
        <div className="jp-Saturn-choices">
          {!isOpen && (
            <Action onClick={() => setReplacing(true)}>
              {trans.__('Replace…')}
            </Action>
          )}
          {props.onForget && (
            <Action onClick={props.onForget}>{trans.__('Forget…')}</Action>
          )}
        </div>
      )}
      {isOpen && (
        <Where
          baseUrl={props.isLocal ? null : (props.account?.base_url ?? null)}
          trans={trans}
        />
      )}
    </div>
  );
}

/**
 * A namespace for `SignIn` statics.
 */
export namespace SignIn {
  /**
   * The properties of the form.
   */
  export interface IProps extends ISignInValues {
    /** The id of the input; by default one that nothing else has. */
    id?: string;
    /** Whether the input takes the focus when it appears. */
    isFocused?: boolean;
    /** Have a token verified and kept; tells whether it was. */
    onEnter: (paste: string) => Promise<boolean>;
    /** Called when the user gives up replacing a token: the one that was there is good. */
    onCancel: () => void;
    /** Ask whether the token is to be forgotten; without it that is not offered. */
    onForget?: () => void;
    trans: TranslationBundle;
  }
}

/**
 * When the input that had the focus goes away, the focus goes to the first button instead.
 */
function useKeptFocus(isOpen: boolean): React.RefObject<HTMLDivElement> {
  const node = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(isOpen);
  useLayoutEffect(() => {
    if (
      wasOpen.current &&
      !isOpen &&
      document.activeElement === document.body
    ) {
      node.current?.querySelector('button')?.focus();
    }
    wasOpen.current = isOpen;
  }, [isOpen]);
  return node;
}

/**
 * How things stand, also for screen readers, which hear of every change.
 */
function Status(props: {
  state: ISignInState;
  trans: TranslationBundle;
}): JSX.Element {
  const { state, trans } = props;
  return (
    <div className="jp-Saturn-state" role="status" aria-live="polite">
      <Dot mood={state.mood} />
      <div>
        <div className="jp-Saturn-name">{state.title}</div>
        {state.lines.map((line, index) => (
          <p className="jp-Saturn-muted" key={index}>
            {line}
          </p>
        ))}
        {state.warnings.map(warning => (
          <p className="jp-Saturn-warning" key={warning}>
            {trans.__('⚠ %1', warning)}
          </p>
        ))}
      </div>
    </div>
  );
}

/**
 * Where tokens come from. Its link leads to the Saturn of the settings, and nowhere else.
 */
function Where(props: {
  baseUrl: string | null;
  trans: TranslationBundle;
}): JSX.Element {
  const { baseUrl, trans } = props;
  return (
    <details className="jp-Saturn-where">
      <summary>{trans.__('Where do I find a token?')}</summary>
      <ul>
        <li>
          {trans.__(
            'In Saturn under User Profile → Access Keys. It is shown once, when you make it.'
          )}
        </li>
        <li>
          {trans.__(
            'For one resource: its page, Connect Externally. Paste the whole block, the address is in it.'
          )}
        </li>
        <li>
          {baseUrl && /^https?:\/\//.test(baseUrl) ? (
            <>
              {trans.__('In older versions:')}{' '}
              <a
                href={`${baseUrl}api/user/token`}
                target="_blank"
                rel="noopener noreferrer"
              >
                {trans.__('the page /api/user/token')}
              </a>
            </>
          ) : (
            trans.__('In older versions: the page /api/user/token.')
          )}
        </li>
      </ul>
    </details>
  );
}
