import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import { problemOf } from './answers';
import { SaturnProblem } from './problem';

/**
 * Milliseconds that two clocks may differ without being set: an answer names whole seconds, and was
 * under way for a while.
 */
const TOLERANCE = 3_000;

/**
 * How our server is asked. What it is asked for is in the classes that extend this one.
 *
 * #### Notes
 * Every method rejects with a `SaturnProblem`.
 */
export abstract class Requests {
  constructor(options: Requests.IOptions) {
    this._settings = options.serverSettings;
    this._trans = options.trans;
  }

  /**
   * Return the time by our server's clock, in milliseconds since 1970: its times are by that one.
   */
  now(): number {
    return Date.now() + this._skew;
  }

  protected async _write(
    method: 'POST' | 'PUT',
    path: string,
    body?: object
  ): Promise<void> {
    await this._expect(await this._send(method, path, body), 204);
  }

  protected _send(
    method: 'POST' | 'PUT',
    path: string,
    body?: object,
    signal?: AbortSignal
  ): Promise<Response> {
    return this._request(path, {
      method,
      body: body ? JSON.stringify(body) : undefined,
      signal
    });
  }

  /**
   * Make a request that does not count as the user's activity, so that idle servers are still culled.
   */
  protected async _request(
    path: string,
    init: RequestInit,
    query: Record<string, string> = {}
  ): Promise<Response> {
    const base = URLExt.join(this._settings.baseUrl, 'jupyterlab-saturn/api');
    const url = URLExt.join(base, path);
    if (!url.startsWith(`${base}/`)) {
      throw new Error('That is not an address of ours.');
    }
    try {
      const response = await ServerConnection.makeRequest(
        url + URLExt.objectToQueryString({ no_track_activity: '1', ...query }),
        init,
        this._settings
      );
      this._noteTime(response.headers.get('Date'));
      return response;
    } catch (error) {
      throw new SaturnProblem({
        code: 'no-server',
        title: this._trans.__('Jupyter does not answer'),
        reason: error instanceof Error ? error.message : String(error),
        hint: this._trans.__(
          'Check that the Jupyter server is running and that you are online.'
        )
      });
    }
  }

  protected async _expect(response: Response, status: number): Promise<void> {
    if (response.status !== status) {
      throw new SaturnProblem(await problemOf(response, this._trans));
    }
  }

  protected async _read<T>(response: Response): Promise<T> {
    return (await response.json()) as T; // our own server of the same version
  }

  private _noteTime(date: string | null): void {
    const skew = Date.parse(date ?? '') - Date.now();
    if (!Number.isNaN(skew)) {
      this._skew = Math.abs(skew) > TOLERANCE ? skew : 0;
    }
  }

  private readonly _settings: ServerConnection.ISettings;
  private readonly _trans: TranslationBundle;
  private _skew = 0;
}

/**
 * A namespace for `Requests` statics.
 */
export namespace Requests {
  /**
   * The options of all that asks our server.
   */
  export interface IOptions {
    /** The application's own settings of the connection to the Jupyter server. */
    serverSettings: ServerConnection.ISettings;
    trans: TranslationBundle;
  }
}

/**
 * Write the path of what can be done to a cluster.
 */
export function clusterPath(id: string, action: string): string {
  return `clusters/${safeSegment(id)}/${action}`;
}

/**
 * Write an id as one segment of a path.
 */
export function safeSegment(id: string): string {
  if (/^\.{0,2}$/.test(id)) {
    throw new Error('That is not the id of anything.'); // it would name another address
  }
  return encodeURIComponent(id);
}
