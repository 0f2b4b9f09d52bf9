import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';

import { stringSetting } from './preferences';

/**
 * What became of a token that stood in the settings, or of the settings themselves.
 */
export interface ILeakNotice {
  readonly code:
    | 'moved'
    | 'unverified'
    | 'other'
    | 'environment'
    | 'no-base-url'
    | 'not-a-token'
    | 'overrides'
    | 'unusable';
  /** The Saturn that it is for, if that is known. */
  readonly base_url: string | null;
}

/**
 * Takes a token out of the settings, which our own editor never writes there: somebody used the JSON
 * editor, or copied a file.
 *
 * #### Notes
 * The server takes it over first and empties the file. This page then empties what it holds of the
 * file, because it would write the old text back with the next change of any setting.
 */
export class LeakedToken {
  constructor(options: LeakedToken.IOptions) {
    this._options = options;
  }

  /**
   * Have the server look into the files, and hand over what the settings hold.
   *
   * #### Notes
   * It rejects with a `SaturnProblem` when the server could not take a token, which then stays.
   */
  async check(): Promise<void> {
    const before = this._last;
    const now = before.catch(() => undefined).then(() => this._check());
    this._last = now;
    return now;
  }

  private async _check(): Promise<void> {
    const { rescue, settings, tell } = this._options;
    const token = this._token;
    if (this._hasAsked && !token) {
      return;
    }
    const baseUrl = stringSetting(settings, 'baseUrl', '');
    const notices = await rescue(token, baseUrl);
    this._hasAsked = true;
    for (const notice of notices) {
      tell(this._describe(notice));
    }
    // What was written meanwhile is another token: it is the next check's.
    if (token && this._token === token) {
      await settings.remove('token');
    }
  }

  /**
   * What the user's own settings hold; the defaults are an admin's, and the server finds them.
   */
  private get _token(): string {
    const value = this._options.settings.get('token').user;
    return typeof value === 'string' && value.trim() ? value : '';
  }

  /**
   * Say what became of it. JupyterLab cuts a notice after 140 characters.
   */
  private _describe(notice: ILeakNotice): string {
    const { trans } = this._options;
    switch (notice.code) {
      case 'moved':
        return trans.__(
          'The token in the settings was moved to a safe place. Settings get copied and backed up: replace it by a new one in Saturn.'
        );
      case 'unverified':
        return trans.__(
          'The token in the settings was moved to a safe place; Saturn has not confirmed it yet. Replace it by a new one in Saturn.'
        );
      case 'no-base-url':
        return trans.__(
          'The token in the settings was removed: it is not clear for which Saturn it is. Revoke it there, and sign in with a new one.'
        );
      case 'not-a-token':
        return trans.__(
          'What stood in the settings as token is none, and was removed.'
        );
      case 'overrides':
        return trans.__(
          'An administrator’s defaults hold a Saturn token that all users can read. It is not used: tell your administrator to revoke it.'
        );
      case 'unusable':
        return trans.__(
          'The settings of Saturn cannot be used as they are written: the defaults are in force. Mend them in the JSON Settings Editor.'
        );
      case 'other':
      case 'environment':
        return trans.__(
          'The token in the settings was removed: another one is in use. Settings get copied and backed up: revoke it in Saturn.'
        );
    }
  }

  private _hasAsked = false;
  private _last: Promise<void> = Promise.resolve();
  private readonly _options: LeakedToken.IOptions;
}

/**
 * A namespace for `LeakedToken` statics.
 */
export namespace LeakedToken {
  /**
   * The options of the class.
   */
  export interface IOptions {
    settings: ISettingRegistry.ISettings;
    /** Hand a token to our server, or "" to have it look into the files only. */
    rescue: (
      token: string,
      baseUrl: string
    ) => Promise<ReadonlyArray<ILeakNotice>>;
    /** Tell the user, once. */
    tell: (message: string) => void;
    trans: TranslationBundle;
  }
}
