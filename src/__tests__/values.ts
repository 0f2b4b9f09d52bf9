import type { TranslationBundle } from '@jupyterlab/translation';

import type {
  IAttachment,
  ICluster,
  IClusterRef,
  IConnection,
  IProblem,
  ISnapshot
} from '../tokens';

/**
 * English: puts arguments in as JupyterLab's translator does, without importing it.
 */
export const trans: TranslationBundle = {
  __: one,
  _n: many,
  _p: (context, ...rest) => one(...rest),
  _np: (context, ...rest) => many(...rest),
  gettext: one,
  ngettext: many,
  pgettext: (context, ...rest) => one(...rest),
  npgettext: (context, ...rest) => many(...rest),
  dcnpgettext: (domain, context, ...rest) => many(...rest)
};

function one(message: string, ...args: unknown[]): string {
  return message.replace(/%(\d+)/g, (_, index: string) =>
    String(args[Number(index) - 1])
  );
}

function many(
  singular: string,
  plural: string,
  n: number,
  ...args: unknown[]
): string {
  return one(n === 1 ? singular : plural, n, ...args);
}

export const BASE_URL = 'https://saturn.example/';

export const PROBLEM: IProblem = {
  code: 'unreachable',
  title: 'Saturn does not answer',
  reason: 'The connection was refused.',
  hint: 'Check the address.'
};

export function makeCluster(values: Partial<ICluster> = {}): ICluster {
  return {
    id: 'c1',
    name: 'demo',
    project_id: 'p1',
    status: 'running',
    status_text: null,
    stage: null,
    since: null,
    worker_count: 2,
    worker_target: 3,
    adaptive: null,
    threads: 4,
    memory_bytes: 8 * 1024 ** 3,
    worker_size: 'large',
    scheduler_size: 'medium',
    price_per_hour: 0.5,
    created_at: null,
    warnings: [],
    errors: [],
    ...values
  };
}

export function makeConnection(values: Partial<IConnection> = {}): IConnection {
  return {
    base_url: BASE_URL,
    base_url_source: 'settings',
    status: 'ok',
    problem: null,
    user: 'ada',
    token: {
      configured: true,
      source: 'vault',
      hint: 'abcd',
      expires_at: null
    },
    ...values
  };
}

export function makeSnapshot(values: Partial<ISnapshot> = {}): ISnapshot {
  return {
    revision: 1,
    instance: 'i1',
    version: '0.1.0',
    checked_at: '2026-01-01T00:00:00Z',
    stale_since: null,
    local: false,
    connection: makeConnection(),
    project: { id: 'p1', name: 'research' },
    sizes: [],
    clusters: [makeCluster()],
    ...values
  };
}

export function makeRef(values: Partial<IClusterRef> = {}): IClusterRef {
  return {
    id: 'c1',
    name: 'demo',
    project_id: 'p1',
    base_url: BASE_URL,
    ...values
  };
}

/**
 * What an attachment says of itself.
 */
export function describeAttachment(
  attachment: IAttachment
): [IAttachment['state'], string | null, string | null] {
  return [
    attachment.state,
    attachment.cluster?.id ?? null,
    attachment.problem?.code ?? null
  ];
}

/**
 * Let everything happen that waits for promises only.
 */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    await Promise.resolve();
  }
}

/**
 * What people with bad intentions, or with odd keyboards, put into names.
 */
export const HOSTILE: ReadonlyArray<string> = [
  '<script>window.hacked = 1</script>',
  '<img src=x onerror="window.hacked = 1">',
  '<svg onload=window.hacked=1>',
  '<svg><script>window.hacked=1</script></svg>',
  '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
  '<a href="javascript:window.hacked=1">x</a>',
  '<body onload=window.hacked=1>',
  '<style>@import "//x.example"</style>',
  '<link rel=stylesheet href=//x.example>',
  '<base href=//x.example/>',
  '<meta http-equiv=refresh content="0;url=//x.example">',
  '<form action=//x.example><input name=a></form>',
  '<object data="javascript:window.hacked=1"></object>',
  '<embed src="javascript:window.hacked=1">',
  '<video><source onerror=window.hacked=1></video>',
  '<details open ontoggle=window.hacked=1>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=1>',
  '<!--><img src=x onerror=window.hacked=1>-->',
  '<template><b>x</b></template>',
  '<noscript><p title="</noscript><img src=x onerror=1>">',
  '"><b>bold</b>',
  "'><i>italic</i>",
  '</li></ul><h1>heading</h1>',
  '</button><marquee>x</marquee>',
  '&lt;b&gt;&#60;i&#62;',
  '{{constructor.constructor("window.hacked=1")()}}',
  '${window.hacked = 1}',
  'javascript:window.hacked=1',
  '%1 %2 %% $& $1',
  '\u202Eevil\u200B\u0000\uFEFF',
  "'})\nimport os; os.system('true')\n#",
  "', 'REQUEST': 'e30='})",
  '"""\nraise SystemExit\n"""',
  '\\\'); quit(); (\\"',
  '\\u0027\\x27\\N{APOSTROPHE}',
  'a\r\nb\tc\u2028d\u2029e\u0085f',
  '🪐 Ωμέγα 星 \uD83D',
  '{"cluster": {"id": "other"}}',
  '__proto__',
  'constructor',
  ''
];
