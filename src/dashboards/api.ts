import { URLExt } from '@jupyterlab/coreutils';

import { clusterPath, Requests } from '../requests';
import type { IPlot } from './plots';

/**
 * What our server's addresses of dashboards look like.
 */
const TICKETED = /^jupyterlab-saturn\/api\/dashboard\/[\w-]{20,}\/$/;

const API = 'jupyterlab-saturn/api/';

/**
 * The way to a dashboard: through our server, into a frame; or to its own page, which wants Saturn's
 * own login, in a tab of the browser.
 */
export type Door = IFrameDoor | { readonly kind: 'tab'; readonly url: string };

/**
 * The way through our server.
 */
export interface IFrameDoor {
  readonly kind: 'frame';
  /** Below the server's base URL; it holds a ticket, so it is kept nowhere. */
  readonly path: string;
  readonly idle_seconds: number;
  readonly max_seconds: number;
}

/**
 * Our server's REST interface to dashboards.
 */
export class DashboardAPI extends Requests {
  constructor(options: Requests.IOptions) {
    super(options);
    this._baseUrl = options.serverSettings.baseUrl;
  }

  /**
   * List the plots of a running cluster.
   */
  async plots(clusterId: string): Promise<ReadonlyArray<IPlot>> {
    const response = await this._request(
      clusterPath(clusterId, 'dashboards'),
      {}
    );
    await this._expect(response, 200);
    return this._read<ReadonlyArray<IPlot>>(response);
  }

  /**
   * Have a ticket made for the dashboard of a running cluster.
   */
  async enter(clusterId: string): Promise<Door> {
    const response = await this._send(
      'POST',
      clusterPath(clusterId, 'dashboard')
    );
    await this._expect(response, 200);
    return this._read<Door>(response);
  }

  /**
   * Return the status with which a page of a dashboard answers.
   *
   * #### Notes
   * Dask's pages do not know HEAD and say 405, which is enough: a GET would have the scheduler draw.
   */
  async probe(door: IFrameDoor, plot: IPlot): Promise<number> {
    const path = ticketed(door) + plot.path;
    const init = { method: 'HEAD' };
    return (await this._request(path.slice(API.length), init)).status;
  }

  /**
   * Write the address of a plot for a frame or a tab.
   */
  address(door: IFrameDoor, plot: IPlot): string {
    return URLExt.join(this._baseUrl, ticketed(door), plot.path);
  }

  private readonly _baseUrl: string;
}

/**
 * Return the path of a ticket; throws for anything else.
 */
function ticketed(door: IFrameDoor): string {
  if (!TICKETED.test(door.path)) {
    throw new Error('That is not an address of ours.');
  }
  return door.path;
}
