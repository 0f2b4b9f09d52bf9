import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { Dialogs } from './dialogs';
import type { ICluster, IClusters } from './tokens';
import { whenReady } from './waiting';

/**
 * How a user chooses one of several clusters.
 */
export type Chooser = (
  offered: ReadonlyArray<ICluster>
) => Promise<ICluster | null>;

/**
 * Find the cluster that is meant by a command's arguments.
 *
 * @returns The one of that id; without an id, the only one that fits, or the one the user chooses.
 */
export async function chooseCluster(
  sources: {
    clusters: IClusters;
    dialogs: Pick<Dialogs, 'chooseCluster' | 'refuse'>;
    trans: TranslationBundle;
  },
  args: ReadonlyPartialJSONObject,
  fits: (cluster: ICluster) => boolean,
  choose: Chooser = offered => sources.dialogs.chooseCluster(offered)
): Promise<ICluster | null> {
  const { clusters, dialogs, trans } = sources;
  await whenReady(clusters);
  if (args.clusterId !== undefined) {
    return typeof args.clusterId === 'string'
      ? clusters.get(args.clusterId)
      : null;
  }
  const fitting = (clusters.snapshot?.clusters ?? []).filter(fits);
  if (fitting.length === 0) {
    await dialogs.refuse(
      trans.__('No cluster'),
      trans.__('There is no cluster that this can be done to now.')
    );
    return null;
  }
  return fitting.length === 1 && fitting[0] ? fitting[0] : choose(fitting);
}
