import fc from 'fast-check';

import type { INotebook } from '../modernise';

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

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), {
      minLength: length,
      maxLength: length
    })
    .map(digits => digits.join(''));

const base64 = fc
  .array(fc.constantFrom(...'ABCDEFGHIJabcdefghijklmnop0123456789-_'), {
    minLength: 43,
    maxLength: 43
  })
  .map(digits => digits.join(''));

/** A token of Saturn's: with a digit, as any is that chance has made. */
export const TOKEN = fc
  .oneof(hex(32), hex(64), base64)
  .filter(token => /\d/.test(token) && new Set(token).size > 6);

const BASE_URL = fc.constantFrom(
  'https://app.community.saturnenterprise.io',
  'https://app.internal.saturnenterprise.io/',
  'http://localhost:8900',
  'https://saturn.example.org'
);

/** Whether, and how, one thing of a recipe varies. */
const CHOICES = fc.record({
  quotes: fc.array(fc.constantFrom('"', "'", '"""', "'''"), {
    minLength: 12,
    maxLength: 12
  }),
  styles: fc.array(fc.nat(7), { minLength: 3, maxLength: 3 }),
  spaces: fc.array(fc.constantFrom('', ' ', '  ', '\n    ', ' # note\n  '), {
    minLength: 16,
    maxLength: 16
  }),
  cuts: fc.array(fc.double({ min: 0.1, max: 0.9, noNaN: true }), {
    minLength: 3,
    maxLength: 3
  }),
  imports: fc.nat(5),
  form: fc.nat(6),
  names: fc.shuffledSubarray(
    ['conn', 'c', 'cluster', 'client', 'größe', 'x1', '_ext', 'my_cluster'],
    { minLength: 3, maxLength: 3 }
  ),
  breaks: fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
  places: fc.array(fc.nat(30), { minLength: 4, maxLength: 4 }),
  isShuffled: fc.boolean(),
  isWindows: fc.boolean(),
  output: fc.nat(4)
});

type Choices = typeof CHOICES extends fc.Arbitrary<infer T> ? T : never;

/** Code that stands beside recipes; none of it uses a recipe's names. */
const OTHERS = [
  'import pandas as pd',
  '%matplotlib inline',
  'frame = pd.DataFrame({"a": [1, 2]})  # "quoted',
  'print "it\'s Python 2"',
  // A comment right above a recipe belongs to it, so this one stands alone.
  "# it's a comment (with a bracket\n",
  '!ls -la | grep "a',
  'checksum = "9fceb02d0ae598e95dc970b74767f19372d61af8"',
  'def square(value):\n    return value ** 2',
  'text = """\n!pip install dask-saturn\nconn = ExternalConnection(1)\n"""',
  'files = !ls',
  'for i in range(3):\n    print(i)'
];

/**
 * Writes one recipe as the choices say.
 */
class Writer {
  constructor(choices: Choices) {
    this._choices = choices;
  }

  readonly definitions: string[] = [];

  /** White space and comments where brackets are open. */
  space(): string {
    const { spaces } = this._choices;
    return spaces[this._space++ % spaces.length] ?? '';
  }

  /** A list in brackets, spaced anyhow. */
  list(open: string, items: ReadonlyArray<string>, close: string): string {
    const written = items.map(item => `${this.space()}${item}${this.space()}`);
    return `${open}${written.join(',')}${close}`;
  }

  string(text: string): string {
    const { quotes } = this._choices;
    const quote = quotes[this._quote++ % quotes.length] ?? '"';
    return `${quote}${text}${quote}`;
  }

  /** An expression whose value is a text; pieces of it are told to `told`. */
  value(text: string, index: number, told: string[] = []): string {
    const cut = Math.floor((this._choices.cuts[index] ?? 0.5) * text.length);
    const [one, two] = [text.slice(0, cut), text.slice(cut)];
    const style = this._choices.styles[index] ?? 0;
    told.push(...(style >= 2 && style <= 5 ? [one, two] : [text]));
    const name = `value_${index}`;
    switch (style) {
      case 0:
        return this.string(text);
      case 1:
        this.definitions.push(`${name} = ${this.string(text)}`);
        return name;
      case 2:
        return `(${this.string(one)}${this.space()} ${this.string(two)})`;
      case 3:
        return `(${this.string(one)} +${this.space()} ${this.string(two)})`;
      case 4:
        this.definitions.push(`${name} = ${this.string(one)}`);
        return `f${this.string(`{${name}}${two}`)}`;
      case 5:
        this.definitions.push(
          `${name} = ${this.string(one)}`,
          `${name}_end = ${this.string(two)}`
        );
        return `${name} + ${name}_end`;
      case 6:
        return `os.environ.get(${this.string('OTHER')}, ${this.string(text)})`;
      default:
        this.definitions.push(
          `${name}: str = ( ${this.string(text)} )  # mine`
        );
        return name;
    }
  }

  private readonly _choices: Choices;
  private _space = 0;
  private _quote = 0;
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

/** Put statements into cells: some of them begin a new one. */
function toCells(statements: string[], choices: Choices): string[] {
  const cells: string[][] = [[]];
  statements.forEach((statement, i) => {
    if (choices.breaks[i % choices.breaks.length]) {
      cells.push([]);
    }
    cells[cells.length - 1]?.push(statement);
  });
  const sources = cells.map(cell => cell.join('\n'));
  const ordered = choices.isShuffled ? sources.reverse() : sources;
  return choices.isWindows
    ? ordered.map(source => source.replace(/\n/g, '\r\n'))
    : ordered;
}

function writeOutput(kind: number, token: string): unknown[] {
  const outputs = [
    { output_type: 'stream', name: 'stdout', text: `got ${token}\n` },
    {
      output_type: 'display_data',
      data: { 'application/json': { deep: [{ value: token }] } },
      metadata: {}
    },
    {
      output_type: 'error',
      ename: 'E',
      evalue: token,
      traceback: [`\u001b[31m${token}\u001b[0m`]
    }
  ];
  return outputs.slice(kind, kind + 1);
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
