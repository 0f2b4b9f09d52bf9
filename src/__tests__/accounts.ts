import type { IAccount } from '../signin/account';
import { BASE_URL } from './values';

export function makeAccount(values: Partial<IAccount> = {}): IAccount {
  return {
    configured: true,
    source: 'vault',
    hint: 'abcd',
    expires_at: null,
    warnings: [],
    base_url: BASE_URL,
    user: 'ada',
    organisation: 'acme',
    scope: 'user',
    read_only: false,
    vault: 'file',
    stored: [BASE_URL],
    has_local: true,
    ...values
  };
}

/** What our server says of a Saturn that it has no token for. */
export function makeNobody(values: Partial<IAccount> = {}): IAccount {
  return makeAccount({
    configured: false,
    source: null,
    hint: '',
    user: null,
    organisation: null,
    scope: null,
    stored: [],
    ...values
  });
}
