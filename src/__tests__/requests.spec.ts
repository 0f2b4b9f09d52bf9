import { ServerConnection } from '@jupyterlab/services';

import { ResourcesAPI } from '../resources';
import { trans } from './values';

type Fetch = ServerConnection.ISettings['fetch'];

describe('Requests', () => {
  const fetch = jest.fn<ReturnType<Fetch>, Parameters<Fetch>>();
  const api = new ResourcesAPI({
    serverSettings: ServerConnection.makeSettings({
      baseUrl: 'http://jupyter.example/',
      fetch
    }),
    trans
  });

  afterEach(() => {
    fetch.mockReset();
    jest.useRealTimers();
  });

  function answer(headers: Record<string, string> = {}): void {
    fetch.mockResolvedValue(new Response('{}', { status: 200, headers }));
  }

  describe('#now()', () => {
    it.each([
      ['2026-01-01T00:00:00Z', 0],
      ['2026-01-01T00:00:02Z', 0],
      ['2026-01-01T00:10:00Z', 600_000],
      ['2025-12-31T23:50:00Z', -600_000]
    ])('should be the server’s time: %s', async (date, skew) => {
      const here = Date.parse('2026-01-01T00:00:00Z');
      jest.useFakeTimers({ now: here });
      answer({ Date: date });
      await api.list('p');
      expect(api.now() - here).toBe(skew);
    });
  });

  it('should ask for the jobs and deployments of one project', async () => {
    answer();
    await api.list('a/b');
    const request = fetch.mock.calls[0]?.[0] as Request;
    expect(new URL(request.url).pathname).toBe(
      '/jupyterlab-saturn/api/projects/a%2Fb/resources'
    );
    await expect(api.list('..')).rejects.toThrow('not the id');
    expect(fetch).toHaveBeenCalledTimes(1);
  });
});
