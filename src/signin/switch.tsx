import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import { Action } from '../sidebar/action';
import type { IProblem, ISnapshot } from '../tokens';
import type { IAccount } from './account';
import { fixedBy, hostOf } from './state';

/**
 * One click to each other Saturn: the local one, and every one that there is a token for.
 */
export function Switch(props: {
  snapshot: ISnapshot | null;
  account: IAccount | null;
  onChoose: (baseUrl: string) => Promise<IProblem | null>;
  onSignIn: () => void;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { snapshot, account, trans } = props;
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<IProblem | null>(null);
  if (
    !snapshot ||
    !account ||
    fixedBy(snapshot.connection.base_url_source, trans)
  ) {
    return null;
  }
  const others = account.stored.filter(
    url => snapshot.local || url !== snapshot.connection.base_url
  );
  const choose = async (baseUrl: string): Promise<void> => {
    setBusy(true);
    setProblem(await props.onChoose(baseUrl));
    setBusy(false);
  };
  return (
    <div
      className="jp-Saturn-switch"
      role="group"
      aria-label={trans.__('Other Saturns')}
    >
      {others.map(url => (
        <Action key={url} disabled={isBusy} onClick={() => void choose(url)}>
          {trans.__('Use %1', hostOf(url))}
        </Action>
      ))}
      {!snapshot.local && account.has_local && (
        <Action disabled={isBusy} onClick={() => void choose('')}>
          {trans.__('Use the local Saturn')}
        </Action>
      )}
      {snapshot.local && others.length === 0 && (
        <Action onClick={props.onSignIn}>
          {trans.__('Use Saturn Cloud…')}
        </Action>
      )}
      {problem && <p role="alert">{problem.title}</p>}
    </div>
  );
}
