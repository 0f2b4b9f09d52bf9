import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { enterToken, forgetToken, setSetting } from './double';
import { expect } from './saturn';

/** A line, by the process that wrote it. */
export type Written = readonly [pod: string, text: string];

/**
 * A Saturn with a running cluster and one whose start failed, both with the same log.
 */
export class LogSaturn {
  /** Begin to serve. */
  static async start(written: ReadonlyArray<Written>): Promise<LogSaturn> {
    const saturn = new LogSaturn([...written]);
    await new Promise<void>(resolve =>
      saturn._server.listen(0, '127.0.0.1', resolve)
    );
    const { port } = saturn._server.address() as AddressInfo;
    saturn.url = `http://127.0.0.1:${port}/`;
    return saturn;
  }

  private constructor(readonly written: Written[]) {
    this._server = createServer((request, reply) => {
      const url = new URL(request.url ?? '', 'http://localhost');
      reply.setHeader('Content-Type', 'application/json');
      reply.end(JSON.stringify(this._answer(url)));
    });
  }

  /** Switch the page to this Saturn, and enter a token for it. */
  async signIn(page: IJupyterLabPageFixture): Promise<void> {
    await setSetting(page, 'baseUrl', this.url);
    await enterToken(page, this.url);
    await expect(page.locator('.jp-Saturn-row')).toHaveCount(2);
  }

  /** Switch the page back, forget the token, and serve no more. */
  async signOut(page: IJupyterLabPageFixture): Promise<void> {
    await forgetToken(page, this.url);
    await setSetting(page, 'baseUrl', '');
    this._stop();
  }

  private _stop(): void {
    this._server.closeAllConnections();
    this._server.close();
  }

  url = '';
  /** How often logs were read. */
  reads = 0;

  private _answer(url: URL): unknown {
    const path = url.pathname.replace('/api/', '');
    switch (path.replace(/^dask_clusters\/\w+\//, '')) {
      case 'user':
        return { id: 'u', username: 'alice' };
      case 'tokens':
        return { tokens: [] };
      case 'dask_clusters':
        return {
          dask_clusters: [
            { id: 'run', name: 'run', status: 'running' },
            { id: 'bad', name: 'bad', status: 'error' }
          ]
        };
      case 'history': {
        const pods = [...new Set(this.written.map(([pod]) => pod))];
        return { pods: pods.map(pod_name => ({ pod_name, status: pod_name })) };
      }
      case 'logs':
        return this._logs(url.searchParams);
      default:
        return {};
    }
  }

  private _logs(query: URLSearchParams): unknown {
    this.reads++;
    const pod = query.get('pod_name');
    const all = this.written.filter(([name]) => !pod || name === pod);
    const begin = Number(query.get('next_key') ?? 0);
    const end = begin + Number(query.get('page_size'));
    return {
      logs: all.slice(begin, end).map(([pod_name, content]) => ({
        timestamp: '2026-11-22T15:10:10+00:00',
        content,
        pod_name,
        container_name: 'worker'
      })),
      ...(end < all.length ? { next_key: String(end) } : {})
    };
  }

  private readonly _server: Server;
}

/** Lines that are told apart by their numbers. */
export function numbered(count: number, pod = 'scheduler'): Written[] {
  return Array.from({ length: count }, (_, n) => [pod, `line ${n}`]);
}

/** Open the logs of a cluster from its row. */
export async function openLogs(
  page: IJupyterLabPageFixture,
  name: string
): Promise<Locator> {
  const panel = page.getByRole('region', { name: 'Saturn', exact: true });
  const row = panel.getByRole('row', { name, exact: true });
  await row.locator('.jp-Saturn-rowTitle').click();
  await panel.getByRole('button', { name: 'Logs', exact: true }).click();
  const logs = page.getByRole('tabpanel', { name: `Logs of ${name}` });
  await expect(logs).toBeVisible();
  return logs;
}
