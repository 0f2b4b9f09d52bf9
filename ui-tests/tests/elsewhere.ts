import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from '@playwright/test';

interface IInfo {
  base_url: string;
  users: [{ token: string; project_id: string }];
}

/**
 * Whoever uses the local Saturn of these tests from elsewhere, by its API and not through Jupyter.
 */
export class Elsewhere {
  constructor() {
    const file = join(
      process.env.SATURN_UI_HOME ?? '',
      'data',
      'saturn',
      'local',
      'info.json'
    );
    this._info = JSON.parse(readFileSync(file, 'utf-8')) as IInfo;
  }

  /** Make a project with a cluster, which bears its name; returns the cluster's id. */
  async makeCluster(name: string): Promise<string> {
    const project = await this._ask('POST', 'api/workspaces', { name });
    const made = await this._ask('POST', 'api/dask_clusters', {
      resource: { workspace_id: project.id },
      n_workers: 1
    });
    return String(made.id);
  }

  async start(id: string): Promise<void> {
    await this._ask('POST', `api/dask_clusters/${id}/start`);
  }

  async scale(id: string, n: number): Promise<void> {
    await this._ask('POST', `api/dask_clusters/${id}/scale`, { n });
  }

  async remove(id: string): Promise<void> {
    await this._ask('DELETE', `api/dask_clusters/${id}?allow_active=true`);
  }

  async stop(id: string): Promise<void> {
    await this._ask('POST', `api/dask_clusters/${id}/close`);
  }

  /** Stop it, and have it run under this server's own Python again. */
  async restore(id: string): Promise<void> {
    await this._ask('PUT', `local/clusters/${id}/python`, { python: null });
    await this.stop(id);
  }

  /** The id of the cluster that the local Saturn begins with. */
  async first(): Promise<string> {
    const { dask_clusters } = await this._ask('GET', 'api/dask_clusters');
    const found = (dask_clusters as { id: string; name: string }[]).find(
      cluster => cluster.name === 'first-steps'
    );
    return found?.id ?? '';
  }

  private async _ask(
    method: string,
    path: string,
    body?: object
  ): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this._info.base_url}${path}`, {
      method,
      headers: { Authorization: `token ${this._info.users[0].token}` },
      ...(body && { body: JSON.stringify(body) })
    });
    const text = await answer.text();
    expect(answer.ok, `${method} ${path}: ${text}`).toBe(true);
    return text ? (JSON.parse(text) as Record<string, unknown>) : {};
  }

  private readonly _info: IInfo;
}
