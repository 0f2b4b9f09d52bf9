import type { TranslationBundle } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import React, { useEffect } from 'react';

import type { IClusters } from '../tokens';
import type { ICredentials } from './credentials';
import { SignIn } from './signin';

/**
 * What the views of signing in draw from.
 */
export interface ISignInSources {
  readonly credentials: ICredentials;
  readonly clusters: IClusters;
  readonly trans: TranslationBundle;
}

/**
 * Draw anew whenever the models have changed, and read them when the view appears.
 */
export function Followed(props: {
  sources: ISignInSources;
  draw: () => JSX.Element | null;
}): JSX.Element {
  const { credentials, clusters } = props.sources;
  useEffect(() => void credentials.look(), [credentials]);
  return (
    <UseSignal signal={credentials.changed}>
      {() => (
        <UseSignal signal={clusters.changed}>{() => props.draw()}</UseSignal>
      )}
    </UseSignal>
  );
}

/**
 * The form for the token, kept up to date: in the settings editor, in a dialog and in the sidebar.
 */
export function SignInView(props: {
  sources: ISignInSources;
  id?: string;
  isFocused?: boolean;
  /** Return the Saturn that the user named; undefined leaves it to the paste or the settings. */
  baseUrl?: () => string | undefined;
  onAccepted?: () => void;
  onForget?: () => void;
}): JSX.Element {
  const { credentials, clusters, trans } = props.sources;
  const enter = async (paste: string): Promise<boolean> => {
    const isAccepted = await credentials.enter(paste, props.baseUrl?.());
    if (isAccepted) {
      props.onAccepted?.();
    }
    return isAccepted;
  };
  return (
    <Followed
      sources={props.sources}
      draw={() => (
        <SignIn
          id={props.id}
          isFocused={props.isFocused}
          account={credentials.account}
          connection={clusters.snapshot?.connection ?? null}
          isLocal={clusters.snapshot?.local ?? false}
          isVerifying={credentials.isVerifying}
          problem={credentials.problem}
          onEnter={enter}
          onCancel={() => credentials.dismiss()}
          onForget={props.onForget}
          trans={trans}
        />
      )}
    />
  );
}
