import type { Obstacle } from './obstacle';
import { findObstacle, isSame, textOf, write } from './obstacle';
import type { IReading } from './reading';
import { isToken } from './secrets';
import type { ICall, Value } from './values';
import { environmentKey, UNKNOWN } from './values';

/**
 * An old way to connect, as a notebook has it; never the token.
 */
export interface IRecipe {
  /** `connection`: with an `ExternalConnection`; `environment`: with a token put into the environment. */
  readonly form: 'connection' | 'environment';
  /** The notebook's own variables, null where it has none. */
  readonly names: {
    readonly connection: string | null;
    readonly cluster: string | null;
    readonly client: string | null;
  };
  /** Null when the code does not say it, or not as a constant. */
  readonly projectId: string | null;
  /** As the notebook has it: anybody's word, to be confirmed before a token goes there. */
  readonly baseUrl: string | null;
  readonly settings: IClusterSettings;
  /** Settings that the code computes: their names. */
  readonly unknownSettings: ReadonlyArray<keyof IClusterSettings>;
  readonly obstacle: Obstacle | null;
  /** The indices of the cells that hold its calls. */
  readonly cells: ReadonlyArray<number>;
}

/**
 * What a recipe asks of its cluster, as far as it says.
 */
export interface IClusterSettings {
  readonly nWorkers?: number;
  readonly workerSize?: string;
  readonly workerIsSpot?: boolean;
  readonly schedulerSize?: string;
  readonly nprocs?: number;
  readonly nthreads?: number;
}

/**
 * A recipe with its calls.
 */
export interface IFoundRecipe {
  readonly recipe: IRecipe;
  /** The token that the connection is given, when the code says it. */
  readonly token: string | null;
  /** Arguments that no cell of ours takes. */
  readonly dropped: ReadonlyArray<string>;
  /** In the order of the notebook. */
  readonly calls: ReadonlyArray<ICall>;
  /** The calls at whose place a connect cell belongs: one of each cell. */
  readonly anchors: ReadonlyArray<ICall>;
}

/** Our names of the settings, by the names of the arguments. */
const SETTINGS: ReadonlyArray<
  [argument: string, setting: keyof IClusterSettings, kind: Value['kind']]
> = [
  ['n_workers', 'nWorkers', 'number'],
  ['worker_size', 'workerSize', 'text'],
  ['worker_is_spot', 'workerIsSpot', 'flag'],
  ['scheduler_size', 'schedulerSize', 'text'],
  ['nprocs', 'nprocs', 'number'],
  ['nthreads', 'nthreads', 'number']
];

/**
 * Find the recipe in a notebook's code.
 */
export function findRecipe(reading: IReading): IFoundRecipe | null {
  const connections = reading.calls.filter(call => call.role === 'connection');
  const all = reading.calls.filter(call => call.role === 'cluster');
  const external = all.filter(isExternal);
  const isOld = connections.length > 0 || external.length > 0;
  // What is written today is left alone, unless its token is in the notebook.
  const clusters = isOld ? external : hasWrittenToken(reading) ? all : [];
  const clients = reading.calls.filter(
    call =>
      call.role === 'client' && clusters.some(cluster => isOf(call, cluster))
  );
  const calls = [...connections, ...clusters, ...clients].sort(inOrder);
  const anchors = [clusters, connections].find(some => some.length > 0) ?? [];
  if (anchors.length === 0) {
    return null;
  }
  const values = connectionValues(reading, connections, clusters);
  const recipe: IRecipe = {
    form: isOld ? 'connection' : 'environment',
    names: {
      connection: nameOf(connections) ?? nameInValue(reading, clusters),
      cluster: nameOf(clusters),
      client: nameOf(clients)
    },
    projectId: textOf(values.get('project_id')),
    baseUrl: textOf(values.get('base_url')),
    ...readSettings(clusters),
    obstacle: findObstacle(reading, calls),
    cells: [...new Set(calls.map(call => call.cell))]
  };
  const token = textOf(values.get('saturn_token'));
  return {
    recipe,
    token: token !== null && isToken(token) ? token : null,
    dropped: findDropped([...clusters, ...clients]),
    calls,
    anchors: anchors.filter(
      (call, i) => anchors.findIndex(one => one.cell === call.cell) === i
    )
  };
}

function isExternal(call: ICall): boolean {
  const given = call.values.get('external_connection');
  return given !== undefined && given.kind !== 'none';
}

function isOf(client: ICall, cluster: ICall): boolean {
  const address = client.values.get('address');
  return address?.kind === 'call' && isSameCall(address.call, cluster);
}

/**
 * Whether two readings found the same call.
 */
function isSameCall(one: ICall, other: ICall): boolean {
  return one.cell === other.cell && isSame(one.node, other.node);
}

function hasWrittenToken(reading: IReading): boolean {
  const token = reading.scope.get(environmentKey('SATURN_TOKEN'));
  return token?.kind === 'text' && isToken(token.text);
}

function inOrder(one: ICall, other: ICall): number {
  return one.cell - other.cell || one.node.from - other.node.from;
}

function nameOf(calls: ReadonlyArray<ICall>): string | null {
  return calls.find(call => call.name !== null)?.name ?? null;
}

/**
 * The variable that holds the connection as a dictionary.
 */
function nameInValue(
  reading: IReading,
  clusters: ReadonlyArray<ICall>
): string | null {
  const argument = clusters[0]?.node
    .getChild('ArgList')
    ?.getChildren('VariableName')
    .map(node => write(reading, clusters[0]?.cell, node))
    .find(name => {
      const value = reading.scope.get(name);
      return (
        value?.kind === 'entries' &&
        (value.entries.has('project_id') || value.entries.has('saturn_token'))
      );
    });
  return argument ?? null;
}

/**
 * Read what the first connection, as a call or as a dictionary, is given; the rest from the environment.
 */
function connectionValues(
  reading: IReading,
  connections: ReadonlyArray<ICall>,
  clusters: ReadonlyArray<ICall>
): ReadonlyMap<string, Value> {
  const given = clusters[0]?.values.get('external_connection') ?? UNKNOWN;
  const direct =
    given.kind === 'entries'
      ? given.entries
      : given.kind === 'call'
        ? connections.find(call => isSameCall(call, given.call))?.values
        : connections[0]?.values;
  const values = new Map(direct);
  if (textOf(values.get('base_url')) === null) {
    const variables = ['SATURN_BASE_URL', 'BASE_URL'].map(name =>
      reading.scope.get(environmentKey(name))
    );
    values.set('base_url', variables.find(value => value) ?? UNKNOWN);
  }
  return values;
}

function readSettings(
  clusters: ReadonlyArray<ICall>
): Pick<IRecipe, 'settings' | 'unknownSettings'> {
  const settings: Record<string, string | number | boolean> = {};
  const unknownSettings: (keyof IClusterSettings)[] = [];
  for (const [argument, setting, kind] of SETTINGS) {
    const value = clusters[0]?.values.get(argument);
    if (value?.kind === 'text' && kind === 'text') {
      settings[setting] = value.text;
    } else if (value?.kind === 'number' && kind === 'number') {
      settings[setting] = value.number;
    } else if (value?.kind === 'flag' && kind === 'flag') {
      settings[setting] = value.flag;
    } else if (value && value.kind !== 'none') {
      unknownSettings.push(setting);
    }
  }
  return { settings, unknownSettings };
}

/** What the new cell does in its own way, and what a recipe is. */
const REPLACED = new Set([
  ...SETTINGS.map(([argument]) => argument),
  'external_connection',
  'address'
]);

function findDropped(calls: ReadonlyArray<ICall>): string[] {
  const given = calls.flatMap(call => [...call.values.keys()]);
  return [...new Set(given)].filter(argument => !REPLACED.has(argument));
}
