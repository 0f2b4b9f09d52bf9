import { ServerConnection } from '@jupyterlab/services';

import { WorkersAPI } from '../clusterview/workers';
import { SizingAPI } from '../sizing/api';
import { PROBLEM, trans } from './values';

type Fetch = ServerConnection.ISettings['fetch'];

const BASE = 'http://jupyter.example/user/ada/jupyterlab-saturn/api/';

describe('what asks for and changes one cluster', () => {
  const fetch = jest.fn<ReturnType<Fetch>, Parameters<Fetch>>();
  const serverSettings = ServerConnection.makeSettings({
    baseUrl: 'http://jupyter.example/user/ada/',
    fetch
  });
  const sizing = new SizingAPI({ serverSettings, trans });
  const workers = new WorkersAPI({ serverSettings, trans });

  beforeEach(() => fetch.mockReset());

  function answer(status: number, body?: unknown): void {
    fetch.mockResolvedValue(
      new Response(body === undefined ? null : JSON.stringify(body), { status })
    );
  }

  /** What was requested: method, address below ours, body. */
  async function request(): Promise<string[]> {
    const [input] = fetch.mock.calls[0] ?? [];
    const asked = input as Request;
    expect(asked.url.startsWith(BASE)).toBe(true);
    // JupyterLab adds the time to circumvent caches.
    const path = asked.url.slice(BASE.length).replace(/&\d+$/, '');
    return [asked.method, path, await asked.clone().text()];
  }

  it('should make a cluster', async () => {
    answer(201, { id: 'c9', price_per_hour: 1 });
    expect(await sizing.create({ project_id: 'p', n_workers: 2 })).toBe('c9');
    expect(await request()).toEqual([
      'POST',
      'clusters?no_track_activity=1',
      '{"project_id":"p","n_workers":2}'
    ]);
  });

  it('should change a cluster', async () => {
    const outcome = { warnings: ['w'], price_per_hour: null };
    answer(200, outcome);
    expect(await sizing.edit('a/b', { nprocs: 2 })).toEqual(outcome);
    expect(await request()).toEqual([
      'PATCH',
      'clusters/a%2Fb?no_track_activity=1',
      '{"nprocs":2}'
    ]);
  });

  it.each([
    [false, 'clusters/c1?no_track_activity=1'],
    [true, 'clusters/c1?no_track_activity=1&active=true']
  ])('should delete a cluster, up: %s', async (isActive, path) => {
    answer(204);
    await sizing.remove('c1', isActive);
    expect(await request()).toEqual(['DELETE', path, '']);
  });

  it('should read a page of workers', async () => {
    const page = { total: 0, offset: 50, rows: [], totals: {} };
    answer(200, page);
    const order = { field: 'cpu', isDescending: true } as const;
    expect(await workers.page('c1', 50, 25, order)).toEqual(page);
    expect(await request()).toEqual([
      'GET',
      'clusters/c1/workers?no_track_activity=1&offset=50&limit=25&sort=-cpu',
      ''
    ]);
  });

  it.each(['', '.', '..'])('should refuse the id %j', async id => {
    await expect(sizing.remove(id, true)).rejects.toThrow();
    await expect(sizing.edit(id, {})).rejects.toThrow();
    expect(fetch).not.toHaveBeenCalled();
  });

  it('should reject with the problem that the server names', async () => {
    answer(409, PROBLEM);
    await expect(sizing.create({ project_id: 'p' })).rejects.toMatchObject({
      code: PROBLEM.code,
      hint: PROBLEM.hint
    });
  });
});
