import type { TranslationBundle } from '@jupyterlab/translation';

import { SaturnProblem } from '../problem';
import type { ICluster } from '../tokens';
import type { DashboardAPI, IFrameDoor } from './api';
import type { PlotLists } from './lists';
import { badAnswer, missingPlot, unsafePage } from './place';
import type { IPlot } from './plots';
import { STATUS_PAGE } from './plots';

/**
 * A plot, and the ticket through which it is shown in a frame.
 */
export interface IEnteredFrame {
  readonly kind: 'frame';
  readonly door: IFrameDoor;
  readonly plot: IPlot;
}

/**
 * A plot as it can be shown: in a frame, or in a tab where Saturn asks for its own login.
 */
export type Entered =
  IEnteredFrame | { readonly kind: 'tab'; readonly url: string };

/**
 * Have a ticket made for a plot, and see that the plot is there. Rejects with a `SaturnProblem`.
 *
 * @param name - Dask's name of the plot: where it is, the cluster says.
 */
export async function enter(
  cluster: ICluster,
  name: string,
  options: {
    api: Pick<DashboardAPI, 'enter' | 'probe'>;
    lists: PlotLists;
    trans: TranslationBundle;
  }
): Promise<Entered> {
  const { api, lists, trans } = options;
  const door = await api.enter(cluster.id);
  if (door.kind === 'tab') {
    if (!isForTab(door.url)) {
      throw new SaturnProblem(unsafePage(trans));
    }
    return door;
  }
  const plot =
    name === STATUS_PAGE.name
      ? STATUS_PAGE
      : (await lists.load(cluster)).find(listed => listed.name === name);
  if (!plot) {
    throw new SaturnProblem(missingPlot(cluster, trans));
  }
  const status = await api.probe(door, plot);
  if (!isGood(status)) {
    throw new SaturnProblem(badAnswer(status, trans));
  }
  return { kind: 'frame', door, plot };
}

/**
 * Tell whether a page is there. Dask's pages know no HEAD, and say so by 405.
 */
export function isGood(status: number): boolean {
  return status < 400 || status === 405;
}

/**
 * Tell whether a tab may be opened there: the dashboard's own page, encrypted.
 */
function isForTab(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}
