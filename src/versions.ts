import type { IVersionRow, Verdict } from './tokens';

/**
 * Versions by the name of the package.
 */
export type VersionTable = Readonly<Record<string, string>>;

/**
 * What a cluster runs; null is unknown. Its workers may differ among each other.
 */
export interface IClusterVersions {
  readonly scheduler: VersionTable | null;
  readonly workers: Readonly<Record<string, ReadonlyArray<string>>> | null;
}

/**
 * What a kernel and its cluster run.
 */
export interface IVersions extends IClusterVersions {
  readonly kernel: VersionTable;
}

/**
 * What is compared, in the order in which it is shown.
 */
const PACKAGES = [
  'python',
  'dask',
  'distributed',
  'cloudpickle',
  'msgpack',
  'numpy',
  'pandas',
  'tornado',
  'lz4',
  'cudf',
  'cupy',
  'rmm',
  'dask-cuda'
];

/**
 * The longest text that is taken for a version.
 */
const MAX_TEXT = 40;

/**
 * The most versions of one package among the workers that are shown.
 */
const MAX_VERSIONS = 5;

/**
 * A change of distributed's protocol, between two releases that were tried.
 */
interface IBreak {
  /** The last release that was tried before it. */
  readonly before: string;
  /** The first one after it. */
  readonly after: string;
  /** Whether a client from before it works with a cluster from after it. */
  readonly bearsOldClients?: boolean;
}

/**
 * The releases of distributed that are known not to talk with each other.
 *
 * #### Notes
 * Measured: a client of each release with a scheduler and a worker of its neighbours (Python 3.11,
 * submit, map, delayed, an array; 17 releases from 2022.12.1 to 2026.8.0). Across a break the client
 * does not connect, every future is cancelled, or graphs arrive damaged. What lies between the two
 * releases of a break was not tried, and is not refused.
 */
const BREAKS: ReadonlyArray<IBreak> = [
  { before: '2022.12.1', after: '2023.7.1' },
  { before: '2024.2.1', after: '2024.5.2' },
  { before: '2024.5.2', after: '2024.8.0', bearsOldClients: true },
  { before: '2024.9.1', after: '2024.11.2', bearsOldClients: true },
  { before: '2024.11.2', after: '2024.12.1', bearsOldClients: true },
  { before: '2024.12.1', after: '2025.1.0' },
  { before: '2025.2.0', after: '2025.3.0' },
  { before: '2025.3.0', after: '2025.4.1' },
  { before: '2025.4.1', after: '2025.5.1', bearsOldClients: true }
];

const ORDER: ReadonlyArray<Verdict> = ['same', 'unknown', 'differs', 'fatal'];

/**
 * Compare a kernel with its cluster: a row for each package that any of them has.
 */
export function compareVersions(
  versions: IVersions | null
): ReadonlyArray<IVersionRow> {
  return versions === null
    ? []
    : PACKAGES.map(name => compareOne(name, versions)).filter(
        row => row.kernel ?? row.scheduler ?? row.workers[0]
      );
}

/**
 * The gravest verdict among the rows; `unknown` without any.
 */
export function worstVerdict(rows: ReadonlyArray<IVersionRow>): Verdict {
  const ranks = rows.map(row => ORDER.indexOf(row.verdict));
  return ORDER[Math.max(...ranks)] ?? 'unknown';
}

/**
 * Read the versions that a kernel reports: only what looks like one is taken.
 */
export function readVersions(value: unknown): IVersions | null {
  if (!isRecord(value)) {
    return null;
  }
  const kernel = readTable(value.kernel);
  return kernel && { ...readClusterVersions(value), kernel };
}

/**
 * Read the versions of a cluster.
 */
export function readClusterVersions(value: unknown): IClusterVersions {
  const { scheduler, workers } = isRecord(value)
    ? value
    : { scheduler: null, workers: null };
  return { scheduler: readTable(scheduler), workers: readLists(workers) };
}

/**
 * Read a table of versions; null when it is none.
 */
export function readTable(value: unknown): VersionTable | null {
  return isRecord(value)
    ? Object.fromEntries(
        PACKAGES.map(name => [name, value[name]] as const).filter(isVersion)
      )
    : null;
}

function readLists(value: unknown): IClusterVersions['workers'] {
  return isRecord(value)
    ? Object.fromEntries(
        PACKAGES.map(name => {
          const list: unknown = value[name];
          const texts: ReadonlyArray<unknown> = Array.isArray(list) ? list : [];
          const known = texts.slice(0, MAX_VERSIONS).filter(isText);
          return [name, known] as const;
        }).filter(([, list]) => list.length > 0)
      )
    : null;
}

function compareOne(name: string, versions: IVersions): IVersionRow {
  const kernel = versions.kernel[name] ?? null;
  const scheduler = versions.scheduler?.[name] ?? null;
  const workers = versions.workers?.[name] ?? [];
  // A package that is missing beside others that are there is known to be missing.
  const others = [
    ...(versions.scheduler ? [scheduler] : []),
    ...(versions.workers && Object.keys(versions.workers).length > 0
      ? workers.length > 0
        ? workers
        : [null]
      : [])
  ];
  const verdicts = others.map(other => judge(name, kernel, other));
  const rank = Math.max(...verdicts.map(verdict => ORDER.indexOf(verdict)));
  const verdict = ORDER[rank] ?? 'unknown';
  return { package: name, kernel, scheduler, workers, verdict };
}

function judge(
  name: string,
  kernel: string | null,
  cluster: string | null
): Verdict {
  if (kernel === null || cluster === null) {
    return kernel === cluster ? 'same' : 'differs';
  }
  if (name === 'python') {
    // Functions travel as byte code, which is another one with each minor version.
    return minor(kernel) === minor(cluster) ? 'same' : 'fatal';
  }
  if (kernel === cluster) {
    return 'same';
  }
  return name === 'distributed' && !canTalk(kernel, cluster)
    ? 'fatal'
    : 'differs';
}

function canTalk(client: string, cluster: string): boolean {
  const areNumbers = [client, cluster].every(text => /^\d+\.\d/.test(text));
  return (
    !areNumbers ||
    !BREAKS.some(
      ({ before, after, bearsOldClients }) =>
        (isAtMost(cluster, before) && isAtMost(after, client)) ||
        (!bearsOldClients &&
          isAtMost(client, before) &&
          isAtMost(after, cluster))
    )
  );
}

/**
 * Whether a version is the other one or before it, by their numbers.
 */
function isAtMost(version: string, other: string): boolean {
  const [left, right] = [version, other].map(text =>
    text.split('.').map(part => Number.parseInt(part, 10) || 0)
  );
  for (let place = 0; place < 3; place += 1) {
    const difference = (left?.[place] ?? 0) - (right?.[place] ?? 0);
    if (difference !== 0) {
      return difference < 0;
    }
  }
  return true;
}

function minor(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

function isVersion(
  pair: readonly [string, unknown]
): pair is readonly [string, string] {
  return isText(pair[1]);
}

function isText(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length <= MAX_TEXT &&
    /^[\w.+!-]+$/.test(value)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
