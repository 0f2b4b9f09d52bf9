import type { TranslationBundle } from '@jupyterlab/translation';
import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { toProblem } from '../problem';
import type { IClusters, IProblem } from '../tokens';
import type { IAccount, IProject } from './account';

/**
 * The model of signing in: as whom, with which outcome of the last attempt. It never keeps a token.
 */
export interface ICredentials extends IDisposable {
  /** Emitted when anything below changed. */
  readonly changed: ISignal<ICredentials, void>;
  /** What our server says; null before it did. */
  readonly account: IAccount | null;
  /** Whether a token is being verified. */
  readonly isVerifying: boolean;
  /** Why the last attempt to sign in failed, or nothing is known; null when all went well. */
  readonly problem: IProblem | null;

  /** Read everything anew, because somebody looks. Never rejects. */
  look(): Promise<void>;
  /**
   * Have a token verified and kept, and go on with the Saturn that it is for.
   *
   * @param paste - Whatever the user pasted; it is passed on and not kept.
   * @param baseUrl - The Saturn, if the user named one.
   *
   * @returns Whether it was accepted; if not, `problem` says why. Never rejects.
   */
  enter(paste: string, baseUrl?: string): Promise<boolean>;
  /** Forget how the last attempt went: the user has given up, and things are as before. */
  dismiss(): void;
  /** Forget the token of a Saturn, by default of the one in use. Rejects with a `SaturnProblem`. */
  forget(baseUrl?: string): Promise<IAccount>;
  /**
   * Use another Saturn from now on; "" is the local one. Sends no token anywhere.
   *
   * @returns Why it cannot be used, in which case nothing has changed; null when it is used.
   */
  choose(baseUrl: string): Promise<IProblem | null>;
  /** List the user's projects; none while they cannot be read. Never rejects. */
  projects(): Promise<ReadonlyArray<IProject>>;
}

/**
 * The token of the model of signing in.
 */
export const ICredentials = new Token<ICredentials>(
  'jupyterlab-saturn:ICredentials',
  'As whom the Jupyter server is signed in to Saturn, and signing in and out.'
);

/**
 * The model of signing in. Our server understands, verifies and keeps tokens.
 */
export class Credentials implements ICredentials {
  constructor(options: Credentials.IOptions) {
    this._options = options;
    options.clusters.changed.connect(this._onClusters, this);
  }

  get changed(): ISignal<ICredentials, void> {
    return this._changed;
  }

  get account(): IAccount | null {
    return this._account;
  }

  get isVerifying(): boolean {
    return this._isVerifying;
  }

  get problem(): IProblem | null {
    return this._problem ?? this._silence;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    Signal.clearData(this);
  }

  async look(): Promise<void> {
    const { clusters } = this._options;
    await clusters.refresh({ look: false });
    await this._read();
    const snapshot = clusters.snapshot;
    // Somebody reads the form: that is worth one question to Saturn, but not a start of the local one.
    if (snapshot?.connection.status === 'starting' && !snapshot.local) {
      await this._recheck();
    }
  }

  async enter(paste: string, baseUrl?: string): Promise<boolean> {
    if (this._isVerifying) {
      return false;
    }
    this._isVerifying = true;
    this._problem = null;
    this._changed.emit();
    this._problem = await this._enter(paste, baseUrl);
    this._isVerifying = false;
    this._emit();
    if (this._problem) {
      return false;
    }
    void this._recheck(); // the user need not wait for the clusters
    return true;
  }

  dismiss(): void {
    if (this._problem) {
      this._problem = null;
      this._emit();
    }
  }

  async forget(baseUrl?: string): Promise<IAccount> {
    const account = await this._options.api.forget(baseUrl);
    this._problem = null;
    await this._options.clusters.refresh({ look: false });
    await this._read();
    return account;
  }

  async choose(baseUrl: string): Promise<IProblem | null> {
    try {
      await this._options.useBaseUrl(baseUrl);
    } catch (error) {
      return toProblem(error, this._options.trans);
    }
    this._problem = null;
    await this._options.clusters.refresh({ look: false });
    await this.look();
    return null;
  }

  async projects(): Promise<ReadonlyArray<IProject>> {
    if (!this._account?.configured) {
      return [];
    }
    try {
      return await this._options.api.projects();
    } catch {
      return []; // the state of the connection says why
    }
  }

  /**
   * Sign in; tells why that failed, or that the token is kept but its Saturn is not in use.
   */
  private async _enter(
    paste: string,
    baseUrl: string | undefined
  ): Promise<IProblem | null> {
    const { api, trans } = this._options;
    try {
      this._account = await api.signIn(paste, baseUrl);
    } catch (error) {
      return toProblem(error, trans);
    }
    try {
      await this._follow(this._account.base_url);
      return null;
    } catch (error) {
      return {
        ...toProblem(error, trans),
        code: 'not-followed',
        title: trans.__('The token is kept, but its Saturn is not in use')
      };
    }
  }

  /**
   * Go to the Saturn that a token was accepted for: it may have been copied together with it.
   */
  private async _follow(baseUrl: string | null): Promise<void> {
    const { clusters, useBaseUrl } = this._options;
    const snapshot = clusters.snapshot;
    const isThere = !snapshot?.local && snapshot?.connection.base_url;
    if (baseUrl && baseUrl !== isThere) {
      await useBaseUrl(baseUrl);
    }
  }

  private async _recheck(): Promise<void> {
    // A failure is the model's `problem`, which the views of the clusters show.
    await this._options.clusters.recheck().catch(() => undefined);
    await this._read();
  }

  private async _read(): Promise<void> {
    try {
      this._account = await this._options.api.credentials();
      this._silence = null;
    } catch (error) {
      this._silence = toProblem(error, this._options.trans);
    }
    this._emit();
  }

  private _emit(): void {
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  /**
   * Read anew when the snapshot tells of another Saturn, token or fate of the token.
   */
  private _onClusters(): void {
    const snapshot = this._options.clusters.snapshot;
    if (!snapshot) {
      return;
    }
    const { base_url, status, token } = snapshot.connection;
    const place = `${snapshot.instance} ${snapshot.local} ${base_url}`;
    const known = `${place} ${status} ${token.configured} ${token.hint}`;
    if (known === this._known) {
      return;
    }
    if (place !== this._place) {
      this._problem = null; // it was another Saturn's
    }
    this._known = known;
    this._place = place;
    void this._read();
  }

  private readonly _options: Credentials.IOptions;
  private readonly _changed = new Signal<ICredentials, void>(this);
  private _account: IAccount | null = null;
  private _isVerifying = false;
  private _problem: IProblem | null = null;
  /** Why our server does not say as whom it is signed in. */
  private _silence: IProblem | null = null;
  private _isDisposed = false;
  private _known = '';
  private _place = '';
}

/**
 * A namespace for `Credentials` statics.
 */
export namespace Credentials {
  /**
   * What the model needs of our server.
   */
  export interface IAPI {
    credentials(): Promise<IAccount>;
    signIn(paste: string, baseUrl?: string): Promise<IAccount>;
    forget(baseUrl?: string): Promise<IAccount>;
    projects(): Promise<ReadonlyArray<IProject>>;
  }

  /**
   * The options of the model.
   */
  export interface IOptions {
    api: IAPI;
    clusters: IClusters;
    /** Have our server use a Saturn, and write it into the settings; rejects if either fails. */
    useBaseUrl: (baseUrl: string) => Promise<void>;
    trans: TranslationBundle;
  }
}
