// Written so that the paths are right from `src/` and from `lib/` alike.
import connectTemplate from '../src/kernel/connect_cell.py';
import installTemplate from '../src/kernel/install_cell.py';
import stopTemplate from '../src/kernel/stop_cell.py';

/**
 * The variables that the cells bind and use.
 */
export interface INames {
  readonly client: string;
  readonly cluster: string;
}

/**
 * The names that recipes use.
 */
const USUAL_NAMES: INames = { client: 'client', cluster: 'cluster' };

/**
 * What an install cell installs: the cluster's versions, as far as they are known.
 */
export interface IInstallOptions {
  readonly dask?: string | null;
  readonly distributed?: string | null;
  /** The cluster's Python, of which the minor version counts. */
  readonly python?: string | null;
  /** Versions of further packages; those that are not in `PINNABLE` are left out. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Whether the connect cell is to run after it. */
  readonly withDaskSaturn?: boolean;
}

/**
 * What a connect cell connects to.
 */
export interface IConnectOptions {
  /** Without one, its user has to fill it in. */
  readonly baseUrl: string | null;
  readonly clusterId?: string | null;
  readonly clusterName?: string | null;
  readonly projectId?: string | null;
  /** A name that is no Python variable, or one that the cell needs itself, is not used. */
  readonly names?: INames;
  readonly startIfStopped?: boolean;
  /** How many workers a cluster gets that the cell starts; 0 leaves it to Saturn. */
  readonly nWorkers?: number;
}

/**
 * Packages whose versions matter between a client and its cluster. Never what a kernel runs on.
 */
const PINNABLE: ReadonlyArray<string> = [
  'cloudpickle',
  'msgpack',
  'numpy',
  'pandas',
  'lz4'
];

/**
 * The first dask-saturn that refuses nothing of today's Dask.
 */
const DASK_SATURN = 'dask-saturn>=0.4.4';

/**
 * What a kernel makes its key with; dask-saturn brings it along.
 */
const CRYPTOGRAPHY = 'cryptography>=3.4';

/**
 * Write the cell that installs the cluster's versions.
 */
export function installCell(options: IInstallOptions): string {
  const wanted = [
    pin('dask', options.dask) ?? 'dask',
    pin('distributed', options.distributed ?? options.dask) ?? 'distributed',
    ...PINNABLE.flatMap(name => pin(name, options.packages?.[name]) ?? []),
    options.withDaskSaturn ? DASK_SATURN : CRYPTOGRAPHY
  ];
  const isPinned = wanted.every(text => /[=]=|>=/.test(text));
  const minor = /^\d+\.\d+/.exec(options.python ?? '')?.[0] ?? '';
  // Colab looks for a line of this form to offer a restart. Where all is known it names the versions.
  const line = isPinned
    ? `%pip install ${wanted.map(text => `"${text}"`).join(' ')}`
    : '%pip install {_saturn_quoted}';
  return fill(installTemplate, {
    WANTED: `[${wanted.map(text => pythonString(text)).join(', ')}]`,
    CLUSTER_PYTHON: pythonString(minor)
  }).replace(/get_ipython\(\)\.run_line_magic\(.*\)$/m, () => line);
}

/**
 * Write the cell that connects; it holds no token.
 */
export function connectCell(options: IConnectOptions): string {
  const workers = options.nWorkers ?? 0;
  const filled = fill(connectTemplate, {
    SATURN_BASE_URL: pythonString(options.baseUrl ?? ''),
    START_IF_STOPPED: options.startIfStopped ? 'True' : 'False',
    N_WORKERS: Number.isInteger(workers) && workers > 0 ? `${workers}` : '0',
    CLUSTER_ID: pythonString(options.clusterId ?? ''),
    CLUSTER_NAME: pythonString(options.clusterName ?? ''),
    PROJECT_ID: pythonString(options.projectId ?? '')
  });
  return rename(
    isLoopback(options.baseUrl ?? '')
      ? filled.replace(
          /^SATURN_BASE_URL/m,
          '# This is the local Saturn of one machine: the cell works there only.\n$&'
        )
      : filled,
    options.names
  );
}

/**
 * Write the cell that stops the cluster, once its user switches that on.
 */
export function stopCell(options: { readonly names?: INames } = {}): string {
  return rename(stopTemplate, options.names).trimEnd();
}

/**
 * Write a text as a Python literal in ASCII, whatever it holds.
 */
function pythonString(text: string): string {
  const escaped = [...JSON.stringify(text)].map(character => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x7f) {
      return character;
    }
    const hex = code.toString(16);
    return code > 0xffff
      ? `\\U${hex.padStart(8, '0')}`
      : `\\u${hex.padStart(4, '0')}`;
  });
  return escaped.join('');
}

/**
 * Replace the constants of a template; each stands on a line of its own.
 */
function fill(
  template: string,
  values: Readonly<Record<string, string>>
): string {
  return Object.entries(values).reduce(
    (text, [name, literal]) =>
      text.replace(
        new RegExp(`^(${name} = ).*?( {2}#@param.*)?$`, 'm'),
        (_, start: string, form?: string) => `${start}${literal}${form ?? ''}`
      ),
    template.trimEnd()
  );
}

/**
 * Write a requirement with its version, if that is a version (PEP 440) and nothing else.
 */
function pin(name: string, version?: string | null): string | null {
  return version && /^\d[0-9A-Za-z.+!]*$/.test(version)
    ? `${name}==${version}`
    : null;
}

/**
 * Give the user's variables their names, on the lines that use them.
 */
function rename(source: string, names: INames = USUAL_NAMES): string {
  const isUsable =
    isVariable(names.client) &&
    isVariable(names.cluster) &&
    names.client !== names.cluster;
  return !isUsable
    ? source
    : source.replace(
        /^.*(?:client, cluster =|client\.close\(\)$|cluster\.close\(\)$|globals\(\)\.get).*$/gm,
        line =>
          line
            .replace(/\bcl(ient|uster)\b/g, '\0$1')
            .replace(/\0ient/g, () => names.client)
            .replace(/\0uster/g, () => names.cluster)
      );
}

/**
 * Whether a text may be a variable of the user: a name that the cells do not use themselves.
 */
function isVariable(name: string): boolean {
  return (
    /^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(name) &&
    [...name].length === name.length && // of younger scripts each Python knows others
    !/^_saturn/i.test(name) &&
    !KEYWORDS.has(name)
  );
}

function isLoopback(url: string): boolean {
  return /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/i.test(url);
}

/**
 * Python's keywords, and what the cells import.
 */
const KEYWORDS = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for
  from global if import in is lambda nonlocal not or pass raise return try while with yield Any getpass
  globals http importlib json logging os re sys time urllib warnings Requirement Version`.split(
    /\s+/
  )
);
