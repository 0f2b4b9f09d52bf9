import type { TranslationBundle } from '@jupyterlab/translation';

import type { Dialogs } from '../dialogs';
import { toProblem } from '../problem';
import type { ICredentials } from './credentials';
import { hostOf } from './state';

/**
 * What the commands for signing in and out do. They take no arguments: no link can name a Saturn.
 */
export class SignInActions {
  constructor(options: SignInActions.IOptions) {
    this._options = options;
  }

  /**
   * Ask for a token, in one dialog at a time.
   */
  async signIn(): Promise<void> {
    const { ask, credentials, dialogs, trans } = this._options;
    if (this._isAsking) {
      return;
    }
    this._isAsking = true;
    try {
      if (await ask()) {
        const { user, base_url } = credentials.account ?? {};
        const host = hostOf(base_url ?? null);
        dialogs.confirm(
          user
            ? trans.__('Signed in to %1 as %2.', host, user)
            : trans.__('Signed in to %1.', host)
        );
      }
    } finally {
      this._isAsking = false;
    }
  }

  /**
   * Forget a token, if the user agrees: that of the Saturn in use, else one that is kept.
   */
  async signOut(): Promise<void> {
    const { credentials, dialogs, trans } = this._options;
    await credentials.look();
    const target = await this._chooseKept();
    if (target === null || !(await dialogs.confirmForget(hostOf(target)))) {
      return;
    }
    try {
      await credentials.forget(target);
      dialogs.confirm(
        trans.__('The token for %1 was forgotten.', hostOf(target))
      );
    } catch (error) {
      dialogs.tell(toProblem(error, trans));
    }
  }

  /**
   * Find the Saturn whose token is meant.
   */
  private async _chooseKept(): Promise<string | null> {
    const { credentials, dialogs, trans } = this._options;
    const account = credentials.account;
    if (account?.configured && !account.read_only) {
      return account.base_url;
    }
    const stored = account?.stored ?? [];
    if (stored.length > 0) {
      return stored.length === 1 && stored[0]
        ? stored[0]
        : dialogs.chooseSaturn(stored);
    }
    await dialogs.refuse(
      trans.__('There is no token to forget'),
      account?.source === 'environment'
        ? trans.__(
            'The one in use is SATURN_TOKEN of the Jupyter server’s environment.'
          )
        : trans.__('None was entered on this Jupyter server.')
    );
    return null;
  }

  private readonly _options: SignInActions.IOptions;
  private _isAsking = false;
}

/**
 * A namespace for `SignInActions` statics.
 */
export namespace SignInActions {
  /**
   * The options of the actions.
   */
  export interface IOptions {
    credentials: ICredentials;
    dialogs: Dialogs;
    /** Open the dialog for a token; tells whether one was accepted. */
    ask: () => Promise<boolean>;
    trans: TranslationBundle;
  }
}
