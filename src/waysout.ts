import type { TranslationBundle } from '@jupyterlab/translation';

import type { IInstallOptions } from './cells';
import type { Dialogs } from './dialogs';
import type { ICurrentDocument } from './notebook';
import { toProblem } from './problem';
import type {
  IAttachment,
  ICluster,
  IClusterRef,
  IClusters,
  IVersionRow
} from './tokens';
import type { VersionDialogs, WayOut } from './versiondialogs';
import { worstVerdict } from './versions';
import { whenRunning } from './waiting';

/**
 * Packages that an install cell leaves alone: the kernel itself runs on them.
 */
const NOT_INSTALLED = ['python', 'tornado'];

/**
 * The first distributed whose TLS Python 3.13 accepts, whoever made the certificates.
 */
const STRICT_TLS = { python: 13, distributed: [2024, 12] };

/**
 * What can be done when a kernel's packages are missing or do not fit the cluster's.
 */
export class WaysOut {
  constructor(options: WaysOut.IOptions) {
    this._options = options;
  }

  /**
   * Show the versions of the kernel and the cluster, and do what the user chooses.
   *
   * @param refused - The cluster that the kernel was not attached to; the default is the
   * attachment's own.
   */
  async compare(
    current: ICurrentDocument,
    refused: IClusterRef | null = null
  ): Promise<void> {
    const { dialogs, versionDialogs, trans } = this._options;
    const { attachment } = current;
    const cluster = refused ?? attachment?.cluster;
    if (!attachment || !cluster || attachment.comparison.length === 0) {
      return dialogs.refuse(
        trans.__('There is nothing to compare'),
        trans.__('Attach the notebook to a cluster first.')
      );
    }
    const rows = attachment.comparison;
    const problem = attachment.problem;
    const isBlocked =
      problem?.code === 'unfit' &&
      (refused !== null || attachment.state === 'failed');
    const way = await versionDialogs.compare(
      isBlocked
        ? problem.title
        : trans.__('Versions of the kernel and of %1', cluster.name),
      rows,
      this._notes(rows),
      waysOf(rows, isBlocked).filter(
        each => each !== 'match-cluster' || current.insertInstallCell
      )
    );
    await this._take(way, current, attachment, cluster);
  }

  /**
   * Offer to install what the kernel lacks.
   */
  async install(current: ICurrentDocument): Promise<void> {
    const { dialogs, versionDialogs } = this._options;
    const problem = current.attachment?.problem;
    if (problem && !current.insertInstallCell) {
      dialogs.tell(problem);
    } else if (problem && (await versionDialogs.offerInstall(problem))) {
      await current.insertInstallCell?.({});
    }
  }

  private async _take(
    way: WayOut | null,
    current: ICurrentDocument,
    attachment: IAttachment,
    cluster: IClusterRef
  ): Promise<void> {
    if (way === 'match-cluster') {
      await current.insertInstallCell?.(pinsOf(attachment.comparison));
    } else if (way === 'match-kernel') {
      await this._matchKernel(current, attachment, cluster);
    } else if (way === 'attach-anyway') {
      await attachment.attach(cluster, current.connection ?? undefined, true);
    }
  }

  /**
   * Restart the cluster under the kernel's Python, or say what to set where that cannot be done.
   */
  private async _matchKernel(
    current: ICurrentDocument,
    attachment: IAttachment,
    ref: IClusterRef
  ): Promise<void> {
    const { clusters, dialogs, versionDialogs, match, trans } = this._options;
    const cluster = this._clusterOf(ref);
    if (!cluster || !current.connection || !clusters.snapshot?.local) {
      return versionDialogs.showText(
        trans.__('Match this kernel'),
        trans.__(
          'Choose an image with this Python for the cluster in Saturn, or add these packages to it, then restart the cluster.'
        ),
        recipeOf(attachment.comparison)
      );
    }
    if (!(await dialogs.confirmLoss(cluster, 'restart'))) {
      return;
    }
    try {
      await match(cluster.id, current.connection.id);
    } catch (error) {
      return dialogs.tell(toProblem(error, trans));
    }
    await clusters.refresh();
    if (await whenRunning(clusters, cluster.id)) {
      await attachment.attach(ref, current.connection);
    }
    if (attachment.problem) {
      dialogs.tell(attachment.problem);
    }
  }

  private _clusterOf(ref: IClusterRef): ICluster | null {
    const { clusters } = this._options;
    return clusters.snapshot?.connection.base_url === ref.base_url
      ? clusters.get(ref.id)
      : null;
  }

  /**
   * Say what the buttons do, and what they cannot.
   */
  private _notes(rows: ReadonlyArray<IVersionRow>): ReadonlyArray<string> {
    const { clusters, trans } = this._options;
    const python = rows.find(row => row.package === 'python');
    const notes = [];
    if (python?.verdict === 'fatal') {
      notes.push(
        trans.__(
          'Match the cluster: choose a kernel with Python %1; a cell cannot install that.',
          minor(python.scheduler ?? python.workers[0] ?? '')
        )
      );
    } else {
      notes.push(
        trans.__(
          'Match the cluster: a new cell installs the cluster’s versions for the kernel.'
        )
      );
    }
    if (isStrict(rows)) {
      notes.push(
        trans.__(
          'Python 3.13 and later may refuse the certificates of clusters with distributed before 2024.12.'
        )
      );
    }
    notes.push(
      clusters.snapshot?.local
        ? trans.__(
            'Match this kernel: the cluster restarts under the kernel’s own Python.'
          )
        : trans.__(
            'Match this kernel: shows what to set for the cluster in Saturn.'
          )
    );
    return notes;
  }

  private readonly _options: WaysOut.IOptions;
}

/**
 * A namespace for `WaysOut` statics.
 */
export namespace WaysOut {
  /**
   * What the ways out need.
   */
  export interface IOptions {
    clusters: IClusters;
    dialogs: Dialogs;
    versionDialogs: VersionDialogs;
    /** Have a cluster restart under a kernel's interpreter; rejects with a `SaturnProblem`. */
    match: (clusterId: string, kernelId: string) => Promise<void>;
    trans: TranslationBundle;
  }
}

/**
 * The ways out that lead somewhere.
 */
export function waysOf(
  rows: ReadonlyArray<IVersionRow>,
  isBlocked: boolean
): ReadonlyArray<WayOut> {
  const verdict = worstVerdict(rows);
  const python = rows.find(row => row.package === 'python');
  const ways: WayOut[] = [];
  if (verdict === 'differs' || verdict === 'fatal') {
    if (python?.verdict !== 'fatal') {
      ways.push('match-cluster');
    }
    ways.push('match-kernel');
  }
  return isBlocked ? [...ways, 'attach-anyway'] : ways;
}

/**
 * The cluster's versions, as far as an install cell may touch them.
 */
export function pinsOf(rows: ReadonlyArray<IVersionRow>): IInstallOptions {
  const versions = new Map(
    rows.map(row => [row.package, row.scheduler ?? row.workers[0] ?? null])
  );
  const packages: Record<string, string> = {};
  for (const [name, version] of versions) {
    const isApart = ['dask', 'distributed', ...NOT_INSTALLED].includes(name);
    if (version !== null && !isApart) {
      packages[name] = version;
    }
  }
  return {
    dask: versions.get('dask') ?? null,
    distributed: versions.get('distributed') ?? null,
    python: versions.get('python') ?? null,
    packages
  };
}

/**
 * What to set for a cluster so that it fits the kernel, as text.
 */
export function recipeOf(rows: ReadonlyArray<IVersionRow>): string {
  const lines = rows
    .filter(row => row.kernel !== null && !NOT_INSTALLED.includes(row.package))
    .map(row => `${row.package}==${row.kernel}`);
  const python = rows.find(row => row.package === 'python')?.kernel;
  return [...(python ? [`# Python ${minor(python)}`] : []), ...lines].join(
    '\n'
  );
}

function isStrict(rows: ReadonlyArray<IVersionRow>): boolean {
  const python = rows.find(row => row.package === 'python')?.kernel;
  const cluster = rows.find(row => row.package === 'distributed')?.scheduler;
  const [year = 0, month = 0] = (cluster ?? '').split('.').map(Number);
  const [limitYear = 0, limitMonth = 0] = STRICT_TLS.distributed;
  return (
    Number((python ?? '').split('.')[1]) >= STRICT_TLS.python &&
    year > 0 &&
    (year < limitYear || (year === limitYear && month < limitMonth))
  );
}

function minor(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
