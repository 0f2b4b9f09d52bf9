import { applyChanges, modernise, recognise } from '../modernise';
import type { ICell, INotebook } from '../modernise';
import { WRITERS } from './corpus';

const TOKEN = '2365bdd947a37d8fee8de1c2bea7efff';
const OTHER = '7c41f0a95be83d26c0197fe4a8d35b62';
const PROJECT = '93ee6c4cb926221bcb9cffc5a51760fa';
const BASE = 'https://app.community.saturnenterprise.io';
const IMPORTS =
  'from dask_saturn import ExternalConnection, SaturnCluster\nfrom dask.distributed import Client\n';
const REST =
  '\ncluster = SaturnCluster(external_connection=conn)\nclient = Client(cluster)';
const CALL = (token: string) =>
  `conn = ExternalConnection(project_id="${PROJECT}", base_url="${BASE}", saturn_token=${token})`;
const whole = (token: string, before = '') =>
  `${IMPORTS}${before}${CALL(token)}${REST}`;
const base64 = btoa(TOKEN);

function cell(source: string, rest: Partial<ICell> = {}): ICell {
  return { type: 'code', source, ...rest };
}

function look(cells: ICell[]) {
  const notebook: INotebook = { cells };
  const result = modernise(notebook, WRITERS);
  const modern = applyChanges(notebook, result.changes);
  return { ...recognise(notebook), ...result, modern };
}

/** Whatever of a token a text still holds. */
function leftIn(value: unknown): string[] {
  const text = JSON.stringify(value);
  return [TOKEN, TOKEN.slice(0, 16), TOKEN.slice(16), OTHER, base64].filter(
    piece => text.includes(piece)
  );
}

describe('a recipe in an odd form', () => {
  it.each([
    ['f-string', whole('f"{t}"', `t = "${TOKEN}"\n`)],
    [
      'implicit concatenation',
      whole(`("${TOKEN.slice(0, 16)}"\n  '${TOKEN.slice(16)}')`)
    ],
    [
      'continued string',
      whole(`"${TOKEN.slice(0, 16)}\\\n${TOKEN.slice(16)}"`)
    ],
    ['nested tuples', whole('t', `(a, (b, t)) = (1, (2, "${TOKEN}"))\n`)],
    [
      'split text',
      `${IMPORTS}conn = ExternalConnection(*"${PROJECT} ${BASE} ${TOKEN}".split())${REST}`
    ],
    [
      'joined dictionaries',
      `${IMPORTS}conn = ExternalConnection(**({"project_id": "${PROJECT}", "base_url": "${BASE}"} | {"saturn_token": "${TOKEN}"}))${REST}`
    ],
    [
      'getattr',
      `import dask_saturn\nfrom dask.distributed import Client\nEC = getattr(dask_saturn, "ExternalConnection")\nconn = EC("${PROJECT}", "${BASE}", "${TOKEN}")\ncluster = dask_saturn.SaturnCluster(external_connection=conn)\nclient = Client(cluster)`
    ],
    [
      'import_module',
      `import importlib\nfrom dask.distributed import Client\nds = importlib.import_module("dask_saturn")\nconn = ds.ExternalConnection("${PROJECT}", "${BASE}", "${TOKEN}")\ncluster = ds.SaturnCluster(external_connection=conn)\nclient = Client(cluster)`
    ],
    [
      'environ under another name',
      whole(
        '_os.environ["SATURN_TOKEN"]',
        `import os as _os\n_os.environ["SATURN_TOKEN"] = "${TOKEN}"\n`
      )
    ],
    [
      'environ.__setitem__',
      whole(
        'os.environ["SATURN_TOKEN"]',
        `import os\nos.environ.__setitem__("SATURN_TOKEN", "${TOKEN}")\n`
      )
    ],
    [
      'an attribute that is set later',
      `${IMPORTS}${CALL('""')}\nconn.saturn_token = "${TOKEN}"${REST}`
    ]
  ])('should be replaced, with nothing left of it: %s', (_, source) => {
    const { recipe, token, projectId, baseUrl, modern } = look([cell(source)]);
    expect(recipe?.obstacle).toBeNull();
    expect([token, projectId, baseUrl]).toEqual([TOKEN, PROJECT, BASE]);
    expect(leftIn(modern)).toEqual([]);
    const sources = modern.cells.map(one => one.source);
    expect(sources.join('\n')).not.toMatch(/ExternalConnection|SATURN_TOKEN/);
  });

  it.each([
    ['Base64', `base64.b64decode("${base64}").decode()`],
    ['reversed', `"${[...TOKEN].reverse().join('')}"[::-1]`],
    ['a part of a text', `"${TOKEN}xx"[:-2]`],
    ['from a function', 'get()', `def get():\n    return "${TOKEN}"\n`],
    ['from an object', 'c.t', `c = SimpleNamespace(t="${TOKEN}")\n`],
    ['with a comment', 'MINE', `# ${TOKEN}\n`],
    [
      'one of two',
      'tok',
      `if PROD:\n    tok = "${OTHER}"\nelse:\n    tok = "${TOKEN}"\n`
    ]
  ])(
    'should give up a token whose form is not followed: %s',
    (_, token, before = '') => {
      const seen = look([cell(whole(token, before))]);
      expect(seen.tokens.length).toBeGreaterThan(0);
      expect(seen.token).toBeNull(); // a guess is not for the vault
      expect(leftIn(seen.modern)).toEqual([]);
    }
  );

  it.each([
    ['walrus', IMPORTS + `if (${CALL(`"${TOKEN}"`).replace('=', ':=')}):\n  x`],
    ['walrus within', whole(`(tok := "${TOKEN}")`, '') + '\nprint(len(tok))'],
    [
      'lambda',
      `${IMPORTS}mk = lambda t: ExternalConnection("${PROJECT}", "${BASE}", t)\nconn = mk("${TOKEN}")${REST}`
    ],
    [
      'partial',
      `${IMPORTS}mk = partial(ExternalConnection, "${PROJECT}", "${BASE}")\nconn = mk(saturn_token="${TOKEN}")${REST}`
    ],
    [
      'awaited client',
      `${IMPORTS}${CALL(`"${TOKEN}"`)}\ncluster = SaturnCluster(external_connection=conn)\nclient = Client(cluster, asynchronous=True)`
    ],
    [
      'with',
      `${IMPORTS}${CALL(`"${TOKEN}"`)}\nwith SaturnCluster(external_connection=conn) as cluster:\n    Client(cluster)`
    ]
  ])('should stay, without its token: %s', (_, source) => {
    const { recipe, modern, advice } = look([cell(source)]);
    expect(recipe?.obstacle).toBe('nested');
    expect(advice).toContainEqual({ code: 'not-replaced', obstacle: 'nested' });
    expect(leftIn(modern)).toEqual([]);
    const [{ source: after } = { source: '' }] = modern.cells;
    const masked = (text: string) => text.split(TOKEN).join('');
    expect(after).toBe(masked(source));
  });

  it('should send no token to another Saturn’s address', () => {
    const first = `ExternalConnection("${PROJECT}", "https://dev.example.com", "${TOKEN}")`;
    const second = `ExternalConnection("${PROJECT}", "https://prod.example.com", "${OTHER}")`;
    for (const name of ['dev', 'conn']) {
      const seen = look([
        cell(`${IMPORTS}${name} = ${first}\nconn = ${second}${REST}`)
      ]);
      expect(seen.recipe?.obstacle).toBe('several');
      expect(seen.token).toBeNull();
      expect(leftIn(seen.modern)).toEqual([]);
    }
  });

  it('should say which arguments are lost, and that an address is missing', () => {
    const source =
      IMPORTS +
      'from mine import conn\ncluster = SaturnCluster(external_connection=conn, autoclose=True)\nclient = Client(cluster, timeout=60)';
    expect(look([cell(source)]).advice).toEqual(
      expect.arrayContaining([
        { code: 'dropped-arguments', names: ['autoclose', 'timeout'] },
        { code: 'no-address' }
      ])
    );
  });
});

describe('a token without a recipe', () => {
  const text = (source: string, type: ICell['type'] = 'markdown'): ICell => ({
    type,
    source
  });

  it.each<[string, ICell]>([
    ['comment', cell(`# my saturn token: ${TOKEN}\nx = 1`)],
    ['Markdown, code', text(`Use the saturn token \`${TOKEN}\``)],
    ['Markdown, bold', text(`**SATURN_TOKEN**: ${TOKEN}`)],
    ['Markdown, table', text(`| a | b |\n|-|-|\n| SATURN_TOKEN | ${TOKEN} |`)],
    [
      'Markdown, by position',
      text(`    ExternalConnection("${PROJECT}", "${BASE}", "${TOKEN}")`)
    ],
    ['raw', text(`saturn_token: ${TOKEN}`, 'raw')],
    ['curly quotes', cell(`saturn_token=“${TOKEN}”`)],
    ['%env', cell(`%env SATURN_TOKEN=${TOKEN}`)],
    ['!export', cell(`!export SATURN_TOKEN=${TOKEN}`)],
    ['%%writefile', cell(`%%writefile .env\nSATURN_TOKEN=${TOKEN}`)],
    ['setting of Dask', cell(`dask.config.set({"saturn.token": "${TOKEN}"})`)],
    [
      'header',
      cell(
        `t = "${TOKEN}"\nget("${BASE}/api/user", headers={"Authorization": f"token {t}"})`
      )
    ],
    [
      'output, HTML table',
      cell('show()', {
        outputs: [
          {
            output_type: 'display_data',
            data: {
              'text/html': `<tr><td>saturn_token</td><td>${TOKEN}</td></tr>`
            }
          }
        ]
      })
    ],
    [
      'output, Base64 of a known one',
      cell(`saturn_token = "${TOKEN}"`, {
        outputs: [{ data: { 'image/png': btoa(`.${TOKEN}`) } }]
      })
    ],
    [
      'attachment, as text',
      {
        ...text('See attachment:a.txt'),
        attachments: { 'a.txt': { 'text/plain': `SATURN_TOKEN=${TOKEN}` } }
      }
    ]
  ])('should be found and taken out: %s', (_, one) => {
    const { tokens, modern, changes } = look([one]);
    expect(tokens.length).toBeGreaterThan(0);
    expect(leftIn([modern, changes])).toEqual([]);
    expect(recognise(modern).tokens).toEqual([]);
  });

  it.each(['text/plain', 'application/json', 'image/svg+xml'])(
    'should be found in an attachment in Base64: %s',
    type => {
      const attachments = {
        'a.txt': { [type]: btoa(`{"saturn_token": "${TOKEN}"}`) },
        'b.png': { 'image/png': 'iVBORw0KGgo=' }
      };
      const { tokens, modern } = look([{ ...text('Look'), attachments }]);
      expect(tokens.map(({ place }) => place)).toEqual([
        { part: 'attachment', cell: 0, path: ['a.txt', type] }
      ]);
      expect(Object.keys(modern.cells[0]?.attachments ?? {})).toEqual([
        'b.png'
      ]);
    }
  );

  it('should be found in a picture when it stands in the code', () => {
    const attachments = { 'b.png': { 'image/png': btoa(`..${TOKEN}`) } };
    const { tokens } = look([
      cell(`saturn_token = "${TOKEN}"`),
      { ...text('![b](attachment:b.png)'), attachments }
    ]);
    expect(tokens.map(({ place }) => place.part)).toEqual([
      'source',
      'attachment'
    ]);
  });
});

describe('much data in a cell', () => {
  it('should be no part of what is parsed, but for tokens in it', () => {
    const data = '"a": "b", '.repeat(5000);
    const source = `import dask_saturn\nx = {${data} "saturn_token": "${TOKEN}"}`;
    const { tokens, modern } = look([cell(source)]);
    expect(tokens).toHaveLength(1);
    expect(modern.cells[0]?.source).toBe(source.replace(TOKEN, ''));
  });
});
