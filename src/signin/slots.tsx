import React from 'react';

import type { ISidebarSlots } from '../sidebar/props';
import { Switch } from './switch';
import type { ISignInSources } from './view';
import { Followed, SignInView } from './view';

/**
 * Make what signing in adds to the sidebar.
 */
export function makeSlots(options: {
  sources: ISignInSources;
  signIn: () => void;
  signOut: () => void;
}): ISidebarSlots {
  const { sources } = options;
  const { credentials, clusters, trans } = sources;
  return {
    saturns: (
      <Followed
        sources={sources}
        draw={() => (
          <Switch
            snapshot={clusters.snapshot}
            account={credentials.account}
            onChoose={baseUrl => credentials.choose(baseUrl)}
            onSignIn={options.signIn}
            trans={trans}
          />
        )}
      />
    ),
    signIn: <SignInView sources={sources} onForget={options.signOut} />
  };
}
