import fc from 'fast-check';

import type { INotebook } from '../modernise';
import type { Choices } from './variations';
import {
  BASE_URL,
  CHOICES,
  hex,
  OTHERS,
  toCells,
  TOKEN,
  writeOutput,
  Writer
} from './variations';

/**
 * A notebook that holds a recipe in one of its many forms, and what should be found in it.
 */
export interface IMutant {
  readonly notebook: INotebook;
  readonly token: string;
  /** What the token was written in. */
  readonly pieces: ReadonlyArray<string>;
  readonly projectId: string;
  readonly baseUrl: string;
  readonly names: {
    connection: string | null;
    cluster: string;
    client: string;
  };
  /** Lines that have nothing to do with the recipe. */
  readonly others: ReadonlyArray<string>;
}

/**
 * The sources of the cells that we did not write.
 */
export function ownSources(notebook: INotebook): string[] {
  return notebook.cells
    .map(cell => cell.source)
    .filter(source => !/^# saturn:(?:install|connect|stop) v1/m.test(source));
}

/**
 * Whether a text is another one with parts of it taken out.
 */
export function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of part) {
    at = whole.indexOf(character, at) + 1;
    if (at === 0) {
      return false;
    }
  }
  return true;
}

/** How the classes are imported, and called after that: connection, cluster, client. */
const IMPORTS: ReadonlyArray<[string[], string, string, string]> = [
  [
    [
      'from dask_saturn.external import ExternalConnection',
      'from dask_saturn import SaturnCluster',
      'from dask.distributed import Client'
    ],
    'ExternalConnection',
    'SaturnCluster',
    'Client'
  ],
  [
    ['import dask_saturn as ds', 'import distributed as dd'],
    'ds.ExternalConnection',
    'ds.SaturnCluster',
    'dd.Client'
  ],
  [
    [
      'from dask_saturn import (SaturnCluster as SC,\n  ExternalConnection as EC)',
      'from distributed import Client as DC'
    ],
    'EC',
    'SC',
    'DC'
  ],
  [
    ['import dask_saturn, dask_saturn.external', 'import dask.distributed'],
    'dask_saturn.external.ExternalConnection',
    'dask_saturn.SaturnCluster',
    'dask.distributed.Client'
  ],
  [
    ['from dask_saturn import *', 'from dask.distributed import *'],
    'ExternalConnection',
    'SaturnCluster',
    'Client'
  ],
  [[], 'ExternalConnection', 'SaturnCluster', 'Client']
];

const KEYS = ['project_id', 'base_url', 'saturn_token'];

/** Write the statements that connect; `conn` is null where no variable holds the connection. */
function writeRecipe(
  writer: Writer,
  choices: Choices,
  values: string[]
): { statements: string[]; connection: string | null } {
  const [imports = [], call = '', makeCluster = '', makeClient = ''] =
    IMPORTS[choices.imports] ?? [];
  const [conn = '', cluster = '', client = ''] = choices.names;
  const keyed = KEYS.map((key, i) => `${key}=${values[i] ?? ''}`);
  const turned = [...keyed.slice(1), ...keyed.slice(0, 1)];
  const entries = KEYS.map(
    (key, i) => `${writer.string(key)}: ${values[i] ?? ''}`
  );
  const dict = writer.list('{', entries, '}');
  const statements = [...imports, 'import os'];
  let given = conn;
  switch (choices.form) {
    case 0:
      statements.push(`${conn} = ${call}${writer.list('(', keyed, ')')}`);
      break;
    case 1:
      statements.push(`${conn} = ${call}${writer.list('(', turned, ')')}`);
      break;
    case 2: {
      // Without a keyword, the import alone says whose class it is.
      const isSure = imports.length > 0;
      const items = isSure ? values : [...values.slice(0, 2), keyed[2] ?? ''];
      statements.push(`${conn} = ${call}${writer.list('(', items, ')')}`);
      break;
    }
    case 3:
      statements.push(`${conn} = ${dict}`);
      break;
    case 4:
      statements.push(`${conn} = dict${writer.list('(', turned, ')')}`);
      break;
    case 5:
      given = dict;
      break;
    default:
      statements.push(`settings = ${dict}`, `${conn} = ${call}( ** settings )`);
  }
  const items = [
    'n_workers=4',
    `external_connection=${given}`,
    'nthreads = 32'
  ];
  statements.push(
    `${cluster} = ${makeCluster}${writer.list('(', items, ')')}`,
    `${client} = ${makeClient}${writer.list('(', [cluster], ')')}`
  );
  return { statements, connection: given === conn ? conn : null };
}

/**
 * Recipes in forms that no corpus holds.
 */
export const MUTANTS: fc.Arbitrary<IMutant> = fc
  .tuple(CHOICES, TOKEN, hex(32), BASE_URL, fc.subarray(OTHERS))
  .map(([choices, token, projectId, baseUrl, others]) => {
    const writer = new Writer(choices);
    const pieces: string[] = [];
    const values = [
      writer.value(projectId, 0),
      writer.value(baseUrl, 1),
      writer.value(token, 2, pieces)
    ];
    const { statements, connection } = writeRecipe(writer, choices, values);
    const all = [...writer.definitions, ...statements];
    others.forEach((other, i) => {
      all.splice((choices.places[i % 4] ?? 0) % (all.length + 1), 0, other);
    });
    const sources = toCells(all, choices);
    const [, cluster = '', client = ''] = choices.names;
    const outputs = writeOutput(choices.output, token);
    return {
      notebook: {
        cells: sources.map(source => ({ type: 'code', source, outputs })),
        metadata: { papermill: { parameters: { value: token } } }
      },
      token,
      pieces,
      projectId,
      baseUrl,
      names: { connection, cluster, client },
      others
    };
  });

/** Code that only looks like a recipe. */
const INNOCENT = [
  (name: string, id: string, make: string) =>
    `from dask_saturn import SaturnCluster\n${name} = ${make}(n_workers=2)`,
  (name: string, id: string) =>
    `from feast import ExternalConnection\n${name} = ExternalConnection(project_id="${id}", base_url="https://x.example")`,
  (name: string, id: string) =>
    `class ExternalConnection:\n    pass\n${name} = ExternalConnection("${id}")`,
  (name: string, id: string) => `${name} = "${id}"; commit = '${id}'`,
  (name: string, id: string) => `project_id, ${name} = "${id}", "${id}"`,
  (name: string, id: string) =>
    `saturn_token = os.environ.get("SATURN_TOKEN")\nproject_id = "${id}"`,
  (name: string, id: string) => `# ExternalConnection, see commit ${id}`,
  (name: string, id: string) =>
    `${name} = '''ExternalConnection(project_id="${id}", saturn_token="<token>")'''`
];

/**
 * Notebooks with no recipe and no token.
 */
export const INNOCENTS: fc.Arbitrary<INotebook> = fc
  .tuple(
    CHOICES,
    hex(32),
    fc.array(fc.nat(INNOCENT.length - 1), { minLength: 1, maxLength: 5 }),
    fc.subarray(OTHERS)
  )
  .map(([choices, id, kinds, others]) => {
    const statements = kinds.map(
      (kind, i) => INNOCENT[kind]?.(`name_${i}`, id, 'SaturnCluster') ?? ''
    );
    others.forEach((other, i) => {
      statements.splice((choices.places[i % 4] ?? 0) % 5, 0, other);
    });
    return {
      cells: toCells(statements, choices).map(source => ({
        type: 'code',
        source,
        outputs: writeOutput(choices.output, id)
      }))
    };
  });
