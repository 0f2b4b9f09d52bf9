import hostile from './hostile.json';
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
      expires_at: null,
      warnings: []
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
    project_problem: null,
    limits: { workers: 64 },
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
export const HOSTILE: ReadonlyArray<string> = hostile;
