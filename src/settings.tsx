import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import type { ICredential } from './tokens';

/**
 * The settings editor's field for the token: it says where the token comes from and stores nothing.
 */
export function TokenField(props: {
  credentials: () => Promise<ICredential>;
  trans: TranslationBundle;
}): JSX.Element {
  const { credentials, trans } = props;
  const [credential, setCredential] = useState<ICredential | null>(null);
  useEffect(() => {
    let isMounted = true;
    credentials().then(
      value => isMounted && setCredential(value),
      () => isMounted && setCredential(null)
    );
    return () => {
      isMounted = false;
    };
  }, [credentials]);
  return (
    <div className="jp-Saturn-token">
      <h3 className="jp-FormGroup-fieldLabel">{trans.__('Token')}</h3>
      <p>
        {trans.__(
          'Sign in with "jupyter saturn login" in a terminal, or start Jupyter with SATURN_BASE_URL and SATURN_TOKEN set. Nothing is entered or stored here.'
        )}
      </p>
      <p className="jp-Saturn-muted">{describeCredential(credential, trans)}</p>
    </div>
  );
}

function describeCredential(
  credential: ICredential | null,
  trans: TranslationBundle
): string {
  if (!credential) {
    return trans.__('The Jupyter server did not say whether it has a token.');
  }
  if (!credential.configured) {
    return trans.__('No token is set.');
  }
  if (credential.source === 'local') {
    return trans.__('The local Saturn needs no token of yours.');
  }
  return trans.__(
    'A token is set; it ends in %1.',
    credential.hint ?? trans.__('unknown')
  );
}
