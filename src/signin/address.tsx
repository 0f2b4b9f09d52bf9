import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import type { IConnection, IProblem } from '../tokens';
import { sentences } from '../words';
import { TextInput } from './input';
import { fixedBy } from './state';
import { looksLikeToken } from './tokenlike';

/**
 * The setting for the address of Saturn. Only what our server understood is kept.
 */
export function Address(props: Address.IProps): JSX.Element {
  const { value, connection, trans } = props;
  const [text, setText] = useState(value);
  const [problem, setProblem] = useState<IProblem | null>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => setText(value), [value]);
  const fixed = connection && fixedBy(connection.base_url_source, trans);
  const commit = async (wanted: string): Promise<void> => {
    if (fixed || isBusy || wanted === value) {
      return setText(value);
    }
    setBusy(true);
    const refusal = looksLikeToken(wanted)
      ? tokenProblem(trans)
      : await props.onChoose(wanted);
    setBusy(false);
    setProblem(refusal);
    if (refusal) {
      setText(value);
    }
  };
  const refused = problem && sentences(problem.title, problem.reason);
  return (
    <TextInput
      id={props.id}
      label={trans.__('Saturn address')}
      placeholder={trans.__('The local Saturn')}
      inputMode="url"
      readOnly={!!fixed}
      aria-invalid={problem !== null}
      choices={props.stored.map(url => [url, ''])}
      value={fixed ? (connection.base_url ?? '') : text}
      onType={setText}
      onCommit={wanted => void commit(wanted)}
      told={
        isBusy
          ? trans.__('Checking…')
          : refused
            ? trans.__('✕ %1 The address is as it was.', refused)
            : (fixed ?? inForce(props))
      }
    />
  );
}

/**
 * A namespace for `Address` statics.
 */
export namespace Address {
  /**
   * The properties of the field.
   */
  export interface IProps {
    id: string;
    /** The setting. */
    value: string;
    connection: IConnection | null;
    isLocal: boolean;
    /** The base URLs that there are tokens for. */
    stored: ReadonlyArray<string>;
    /** Use another Saturn; tells why not, if it cannot be used. */
    onChoose: (baseUrl: string) => Promise<IProblem | null>;
    trans: TranslationBundle;
  }
}

/**
 * Settings are no place for a token, and its letters would be looked up as a host.
 */
function tokenProblem(trans: TranslationBundle): IProblem {
  return {
    code: 'token',
    title: trans.__('That looks like a token'),
    reason: trans.__(
      'Enter it below. If it is an address, write https:// before it.'
    ),
    hint: ''
  };
}

function inForce(props: Address.IProps): string {
  const { connection, trans } = props;
  if (!connection) {
    return trans.__('Asking the Jupyter server…');
  }
  return props.isLocal
    ? trans.__('✓ In use: the local Saturn, on this machine.')
    : trans.__('✓ In use: %1', connection.base_url);
}
