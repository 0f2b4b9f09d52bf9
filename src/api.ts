import type { IAnswer, IQuestion } from './kernel/messages';
import type { ILeakNotice } from './leakedtoken';
import { clusterPath, Requests } from './requests';
import type { IAccount, IProject } from './signin/account';
import type {
  ClusterAction,
  IClusterRef,
  IConnection,
  ISnapshot,
  Scale
} from './tokens';

/**
 * The settings that our server needs.
 */
export interface IConnectionSettings {
  base_url: string;
  project: string;
  idle_action: 'off' | 'notify' | 'stop';
  idle_minutes: number;
}

/**
 * The state, as our server answers.
 */
export interface IStateAnswer {
  /** Null when the one that the caller has is still true. */
  readonly snapshot: ISnapshot | null;
  readonly etag: string | null;
  /** When Saturn was last read, ISO 8601; null before. */
  readonly checkedAt: string | null;
}

/**
 * Our server's REST interface: one method per endpoint, no state.
 *
 * #### Notes
 * Every method rejects with a `SaturnProblem`.
 */
export class SaturnAPI extends Requests {
  /**
   * Read the whole state.
   *
   * @param etag - The tag of the state that the caller has.
   * @param isLook - Whether somebody looks; else the server does no work for it.
   */
  async state(etag: string | null, isLook: boolean): Promise<IStateAnswer> {
    const response = await this._request(
      'state',
      { headers: etag ? { 'If-None-Match': etag } : {} },
      isLook ? {} : { look: '0' }
    );
    const checkedAt = response.headers.get('Saturn-Checked-At');
    if (response.status === 304) {
      return { snapshot: null, etag, checkedAt };
    }
    await this._expect(response, 200);
    const snapshot = await this._read<ISnapshot>(response);
    return { snapshot, etag: response.headers.get('ETag'), checkedAt };
  }

  /**
   * Have our server ask Saturn now.
   */
  async refresh(): Promise<void> {
    await this._write('POST', 'refresh');
  }

  /**
   * Tell our server which Saturn and project to use.
   *
   * @returns Where that leads; what an admin or the environment fixed wins.
   */
  async connect(settings: IConnectionSettings): Promise<IConnection> {
    const response = await this._send('PUT', 'connection', settings);
    await this._expect(response, 200);
    return this._read<IConnection>(response);
  }

  /**
   * Read as whom our server is signed in.
   */
  async credentials(): Promise<IAccount> {
    const response = await this._request('credentials', {});
    await this._expect(response, 200);
    return this._read<IAccount>(response);
  }

  /**
   * Have a token verified and kept; the connection stays where it is.
   *
   * @param paste - Whatever the user pasted: our server finds the token in it.
   * @param baseUrl - The Saturn; without it the one in the paste, else the one in use.
   */
  async signIn(paste: string, baseUrl?: string): Promise<IAccount> {
    const response = await this._send('PUT', 'credentials', {
      token: paste,
      base_url: baseUrl
    });
    await this._expect(response, 200);
    return this._read<IAccount>(response);
  }

  /**
   * Have a token forgotten.
   *
   * @param baseUrl - The Saturn; without it the one in use.
   */
  async forget(baseUrl?: string): Promise<IAccount> {
    const response = await this._request(
      'credentials',
      { method: 'DELETE' },
      baseUrl ? { base_url: baseUrl } : {}
    );
    await this._expect(response, 200);
    return this._read<IAccount>(response);
  }

  /**
   * List what owns clusters.
   */
  async projects(): Promise<ReadonlyArray<IProject>> {
    const response = await this._request('projects', {});
    await this._expect(response, 200);
    return this._read<ReadonlyArray<IProject>>(response);
  }

  /**
   * Hand over a token that stood in the settings, "" for none, and have their files looked into.
   */
  async rescue(
    token: string,
    baseUrl: string
  ): Promise<ReadonlyArray<ILeakNotice>> {
    const body = token ? { token, base_url: baseUrl } : {};
    const response = await this._send('POST', 'leaked-token', body);
    await this._expect(response, 200);
    const answer = await this._read<{ notices: ILeakNotice[] }>(response);
    return answer.notices;
  }

  /**
   * Start, stop or restart a cluster.
   */
  async act(id: string, action: ClusterAction): Promise<void> {
    await this._write('POST', clusterPath(id, action));
  }

  /**
   * Set the number of workers.
   */
  async scale(id: string, scale: Scale): Promise<void> {
    await this._write('PUT', clusterPath(id, 'scale'), scale);
  }

  /**
   * Keep a cluster running that is idle.
   */
  async keep(id: string): Promise<void> {
    await this._write('POST', clusterPath(id, 'keep'));
  }

  /**
   * Have a kernel's certificate request signed by the cluster's own Saturn.
   */
  async certificate(
    cluster: IClusterRef,
    request: IQuestion,
    signal: AbortSignal
  ): Promise<IAnswer> {
    const path = clusterPath(cluster.id, 'certificate');
    const body = { ...request, base_url: cluster.base_url };
    const response = await this._send('POST', path, body, signal);
    await this._expect(response, 200);
    return this._read<IAnswer>(response);
  }

  /**
   * Have a cluster of the local Saturn restart under a kernel's own interpreter.
   */
  async match(id: string, kernelId: string): Promise<void> {
    const body = { kernel_id: kernelId };
    await this._write('POST', clusterPath(id, 'match'), body);
  }
}
