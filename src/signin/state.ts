import type { TranslationBundle } from '@jupyterlab/translation';

import type { IConnection, IProblem, Source } from '../tokens';
import type { IAccount } from './account';

/**
 * What is to be known in order to say how things stand with the token.
 */
export interface ISignInValues {
  /** Null while our server has not said. */
  readonly account: IAccount | null;
  /** Null while our server has not said. */
  readonly connection: IConnection | null;
  readonly isLocal: boolean;
  readonly isVerifying: boolean;
  /** Why the last attempt failed. */
  readonly problem: IProblem | null;
}

/**
 * How things stand with the token.
 */
export interface ISignInState {
  readonly kind:
    | 'unknown'
    | 'local'
    | 'signed-out'
    | 'verifying'
    | 'signed-in'
    | 'refused'
    | 'unreachable'
    | 'fixed';
  /** The shape beside the words. */
  readonly mood: 'on' | 'off' | 'busy' | 'bad';
  readonly title: string;
  /** What else there is to say, a line each. */
  readonly lines: ReadonlyArray<string>;
  /** What must be heeded soon. */
  readonly warnings: ReadonlyArray<string>;
  /** Whether a token can be entered. */
  readonly canEnter: boolean;
  /** Whether there is a token that can be replaced and forgotten. */
  readonly hasToken: boolean;
}

/**
 * The problems in which nobody has said no to the token: it may well be good.
 */
const NO_ANSWER = new Set([
  'unreachable',
  'not-saturn',
  'tls',
  'timeout',
  'unavailable'
]);

/**
 * Say how things stand with the token.
 */
export function describeSignIn(
  values: ISignInValues,
  trans: TranslationBundle
): ISignInState {
  const { account, connection, problem } = values;
  const state = {
    lines: [],
    warnings: [],
    hasToken: account !== null && account.configured && !account.read_only,
    canEnter: true
  };
  if (values.isVerifying) {
    return {
      ...state,
      kind: 'verifying',
      mood: 'busy',
      title: trans.__('Verifying the token…')
    };
  }
  if (problem) {
    return { ...state, ...problemState(problem, account, trans) };
  }
  if (!account || !connection) {
    return {
      ...state,
      kind: 'unknown',
      mood: 'busy',
      title: trans.__('Asking the Jupyter server…'),
      canEnter: false
    };
  }
  return {
    ...state,
    ...(values.isLocal
      ? localState(connection, trans)
      : remoteState(account, connection, trans))
  };
}

/**
 * Write where a value comes from that cannot be changed in a page; null for one that can.
 */
export function fixedBy(
  source: Source,
  trans: TranslationBundle
): string | null {
  switch (source) {
    case 'admin':
      return trans.__(
        'Fixed by the administrator of this Jupyter server (SaturnApp.base_url).'
      );
    case 'environment':
      return trans.__(
        'Fixed by SATURN_BASE_URL in the environment of the Jupyter server.'
      );
    case 'settings':
    case 'default':
      return null;
  }
}

/**
 * The part of a base URL that people read.
 */
export function hostOf(baseUrl: string | null): string {
  return (baseUrl ?? '').replace(/^https?:\/\/|\/$/g, '');
}

type State = Pick<ISignInState, 'kind' | 'mood' | 'title' | 'lines'> &
  Partial<ISignInState>;

function localState(connection: IConnection, trans: TranslationBundle): State {
  if (connection.status === 'no-local' && connection.problem) {
    const { title, reason, hint } = connection.problem;
    return { kind: 'signed-out', mood: 'off', title, lines: [reason, hint] };
  }
  return {
    kind: 'local',
    mood: 'on',
    title: trans.__('The local Saturn needs no token of yours'),
    lines: [
      trans.__('To use another one, paste its “Connect Externally” block.')
    ]
  };
}

function remoteState(
  account: IAccount,
  connection: IConnection,
  trans: TranslationBundle
): State {
  const { problem, status } = connection;
  const isFixed = account.configured && account.read_only;
  const canEnter = !isFixed;
  if (problem && status !== 'signed-out') {
    return { ...problemState(problem, account, trans), canEnter };
  }
  if (!account.configured) {
    return {
      kind: 'signed-out',
      mood: 'off',
      title: account.base_url
        ? trans.__('Not signed in to %1', hostOf(account.base_url))
        : trans.__('Not signed in'),
      lines:
        account.base_url || !problem
          ? [trans.__('Without a token, nothing is sent there.')]
          : [problem.reason, problem.hint]
    };
  }
  return {
    kind: isFixed ? 'fixed' : 'signed-in',
    mood: 'on',
    title: signedInWords(account, trans),
    lines: [
      ...accountLines(account, trans),
      ...(isFixed ? [fixedLine(trans)] : [])
    ],
    warnings: account.warnings,
    canEnter
  };
}

function problemState(
  problem: IProblem,
  account: IAccount | null,
  trans: TranslationBundle
): State {
  const isKept = account?.configured && account.source !== 'local';
  const kept = account?.hint
    ? trans.__('The token that ends in %1 is kept.', account.hint)
    : trans.__('The token that was there is kept.');
  const lines = [problem.reason, problem.hint, isKept ? kept : ''];
  return {
    kind: NO_ANSWER.has(problem.code) ? 'unreachable' : 'refused',
    mood: 'bad',
    title: problem.title,
    lines: lines.filter(Boolean)
  };
}

function signedInWords(account: IAccount, trans: TranslationBundle): string {
  if (!account.user) {
    return trans.__('Signed in to %1', hostOf(account.base_url));
  }
  return account.organisation
    ? trans.__('Signed in as %1, %2', account.user, account.organisation)
    : trans.__('Signed in as %1', account.user);
}

/**
 * Write what is known of the token.
 */
function accountLines(account: IAccount, trans: TranslationBundle): string[] {
  const scope =
    account.scope === 'user'
      ? trans.__('for all of your projects')
      : account.scope === 'resource'
        ? trans.__('for one resource')
        : '';
  const facts = [
    account.hint ? trans.__('ends in %1', account.hint) : '',
    scope,
    account.expires_at
      ? trans.__('expires %1', account.expires_at.slice(0, 10))
      : ''
  ].filter(Boolean);
  return [
    ...(facts.length > 0 ? [trans.__('Token: %1', facts.join(' · '))] : []),
    ...(account.vault === 'memory' && !account.read_only
      ? [trans.__('It is kept in memory, until Jupyter stops.')]
      : [])
  ];
}

function fixedLine(trans: TranslationBundle): string {
  return trans.__(
    'The token is SATURN_TOKEN of the Jupyter server’s environment: change it there, and restart Jupyter.'
  );
}
