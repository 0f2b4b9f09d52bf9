import { Dialog, ReactWidget } from '@jupyterlab/apputils';
import React, { useId, useRef } from 'react';

import { FormDialog } from '../formdialog';
import { TextInput } from './input';
import { fixedBy } from './state';
import type { ISignInSources } from './view';
import { Followed, SignInView } from './view';

/**
 * What an address looks like.
 */
const EXAMPLE_URL = 'https://app.community.saturnenterprise.io/';

/**
 * Ask for a token in a dialog, until one was accepted or the user closes it.
 *
 * @returns Whether one was accepted.
 */
export async function askSignIn(sources: ISignInSources): Promise<boolean> {
  const { trans } = sources;
  let isAccepted = false;
  const dialog: FormDialog = new FormDialog({
    title: trans.__('Sign in to Saturn'),
    body: ReactWidget.create(
      <DialogBody
        sources={sources}
        onAccepted={() => {
          isAccepted = true;
          dialog.reject();
        }}
      />
    ),
    buttons: [Dialog.cancelButton({ label: trans.__('Close') })],
    focusNodeSelector: 'input[type="password"]'
  });
  sources.credentials.dismiss();
  await dialog.launch();
  sources.credentials.dismiss(); // it was told of here
  return isAccepted;
}

function DialogBody(props: {
  sources: ISignInSources;
  onAccepted: () => void;
}): JSX.Element {
  const { sources } = props;
  const address = useRef<HTMLInputElement>(null);
  return (
    <div className="jp-Saturn-dialog">
      <Followed
        sources={sources}
        draw={() => <AddressEntry sources={sources} input={address} />}
      />
      <SignInView
        sources={sources}
        isFocused
        baseUrl={() => address.current?.value.trim() || undefined}
        onAccepted={props.onAccepted}
      />
    </div>
  );
}

/**
 * The input for the Saturn to sign in to; empty leaves it to the paste, or to the settings.
 */
function AddressEntry(props: {
  sources: ISignInSources;
  input: React.RefObject<HTMLInputElement>;
}): JSX.Element | null {
  const { clusters, trans } = props.sources;
  const id = useId();
  const snapshot = clusters.snapshot;
  const connection = snapshot?.connection;
  const fixed = connection && fixedBy(connection.base_url_source, trans);
  if (fixed) {
    return (
      <p>
        {connection.base_url} <span className="jp-Saturn-muted">{fixed}</span>
      </p>
    );
  }
  const inUse = snapshot?.local ? null : (connection?.base_url ?? null);
  return (
    <TextInput
      ref={props.input}
      id={id}
      label={trans.__('Saturn address')}
      placeholder={inUse ?? EXAMPLE_URL}
      inputMode="url"
      told={
        inUse
          ? trans.__('Leave it empty for the one in use.')
          : trans.__('Leave it empty if it is in what you paste.')
      }
    />
  );
}
