import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * One plot of a dashboard, as our server lists it.
 */
export interface IPlot {
  /** Dask's name, such as `task-stream`. */
  readonly name: string;
  /** The cluster's own words. */
  readonly title: string;
  /** Where it is below the dashboard's own path. */
  readonly path: string;
}

/**
 * Dask's page of several plots, which every dashboard has and none lists; its title is ours.
 */
export const STATUS_PAGE: IPlot = { name: 'status', title: '', path: 'status' };

/**
 * The plots that most people look at: the default layout, and the first ones in the sidebar.
 */
export const MAIN_PLOTS = ['task-stream', 'progress', 'workers-memory'];

/**
 * Characters of a name; the server lists no longer ones.
 */
const MAX_NAME = 100;

/**
 * Some plots under a heading.
 */
export interface IPlotGroup {
  readonly title: string;
  readonly plots: ReadonlyArray<IPlot>;
}

type Words = Record<string, string>;

/**
 * The plots that Dask is known to have, under headings (distributed.dashboard.scheduler, 2021 to 2026).
 */
function knownGroups(
  trans: TranslationBundle
): ReadonlyArray<readonly [string, Words]> {
  return [
    [trans.__('Tasks'), taskWords(trans)],
    [trans.__('Workers'), workerWords(trans)],
    [trans.__('Memory'), memoryWords(trans)],
    [trans.__('Network and disk'), networkWords(trans)],
    [trans.__('Scheduler'), schedulerWords(trans)],
    [trans.__('GPU'), gpuWords(trans)]
  ];
}

function taskWords(trans: TranslationBundle): Words {
  return {
    'task-stream': trans.__('Task stream'),
    progress: trans.__('Progress'),
    graph: trans.__('Task graph'),
    groups: trans.__('Task groups'),
    'group-progress': trans.__('Progress of groups'),
    'compute-time-per-key': trans.__('Compute time by key'),
    'aggregate-time-per-action': trans.__('Time by action'),
    'fine-performance-metrics': trans.__('Fine performance metrics'),
    exceptions: trans.__('Exceptions'),
    profile: trans.__('Profile')
  };
}

function workerWords(trans: TranslationBundle): Words {
  return {
    workers: trans.__('Workers table'),
    'statics/individual-cluster-map.html': trans.__('Cluster map'),
    cpu: trans.__('CPU'),
    'workers-cpu-timeseries': trans.__('CPU over time'),
    nprocessing: trans.__('Tasks processing'),
    occupancy: trans.__('Occupancy')
  };
}

function memoryWords(trans: TranslationBundle): Words {
  return {
    'workers-memory': trans.__('Workers memory'),
    'cluster-memory': trans.__('Cluster memory'),
    'workers-memory-timeseries': trans.__('Memory over time'),
    'memory-by-key': trans.__('Memory by key')
  };
}

function networkWords(trans: TranslationBundle): Words {
  return {
    'workers-network': trans.__('Network'),
    'workers-network-timeseries': trans.__('Network over time'),
    'workers-transfer-bytes': trans.__('Bytes in transfer'),
    'bandwidth-types': trans.__('Bandwidth by type'),
    'bandwidth-workers': trans.__('Bandwidth by worker'),
    'workers-disk': trans.__('Disk'),
    'workers-disk-timeseries': trans.__('Disk over time')
  };
}

function schedulerWords(trans: TranslationBundle): Words {
  return {
    'scheduler-system': trans.__('Scheduler system'),
    contention: trans.__('Event loop and GIL'),
    'profile-server': trans.__('Profile of the scheduler')
  };
}

function gpuWords(trans: TranslationBundle): Words {
  return {
    'gpu-memory': trans.__('GPU memory'),
    'gpu-utilization': trans.__('GPU utilization'),
    'rmm-memory': trans.__('RMM memory')
  };
}

/**
 * Write a plot's title: in the user's language where we know the plot, else as the cluster does.
 */
export function plotTitle(
  plot: Pick<IPlot, 'name'> & Partial<IPlot>,
  trans: TranslationBundle
): string {
  if (plot.name === STATUS_PAGE.name) {
    return trans.__('Status page');
  }
  for (const [, words] of knownGroups(trans)) {
    const known = new Map(Object.entries(words)).get(plot.name);
    if (known !== undefined) {
      return known;
    }
  }
  return plot.title ?? plot.name;
}

/**
 * Put the plots that fit a search under headings, in the order in which they are shown.
 *
 * @param search - Words that must all be in the title or the name.
 */
export function groupPlots(
  plots: ReadonlyArray<IPlot>,
  search: string,
  trans: TranslationBundle
): ReadonlyArray<IPlotGroup> {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const fits = (plot: IPlot): boolean => {
    const text =
      `${plotTitle(plot, trans)} ${plot.title} ${plot.name}`.toLocaleLowerCase();
    return words.every(word => text.includes(word));
  };
  const rest = new Map(
    [...plots, STATUS_PAGE].filter(fits).map(plot => [plot.name, plot])
  );
  const groups = knownGroups(trans).map(([title, known]) => ({
    title,
    plots: Object.keys(known).flatMap(name => {
      const plot = rest.get(name);
      rest.delete(name);
      return plot ? [plot] : [];
    })
  }));
  const others = { title: trans.__('Other'), plots: [...rest.values()] };
  return [...groups, others].filter(group => group.plots.length > 0);
}

/**
 * Tell whether something can be the name of a plot, so that it may stand in a workspace.
 */
export function isPlotName(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME
  );
}
