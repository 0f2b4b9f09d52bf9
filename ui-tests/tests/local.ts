import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface IInfo {
  readonly base_url: string;
  readonly users: ReadonlyArray<{ readonly token: string }>;
}

/**
 * A cluster as the local Saturn has it.
 */
export interface ILocalRecord {
  readonly name: string;
  readonly status: string;
  readonly n_workers: number;
  readonly worker_size: string;
  readonly scheduler_size: string;
  readonly adaptive: {
    readonly minimum: number;
    readonly maximum: number;
  } | null;
}

/**
 * Read the local Saturn's own records of all clusters, past our server and page.
 */
export async function localRecords(): Promise<ILocalRecord[]> {
  const home = process.env.SATURN_UI_HOME ?? '';
  const file = join(home, 'data', 'saturn', 'local', 'info.json');
  const info = JSON.parse(readFileSync(file, 'utf-8')) as IInfo;
  const response = await fetch(new URL('api/dask_clusters', info.base_url), {
    headers: { Authorization: `token ${info.users[0]?.token}` }
  });
  const answer = (await response.json()) as { dask_clusters: ILocalRecord[] };
  return answer.dask_clusters;
}

/**
 * Read the record of the cluster that the local Saturn begins with.
 */
export async function localRecord(): Promise<ILocalRecord | undefined> {
  const records = await localRecords();
  return records.find(record => record.name === 'first-steps');
}
