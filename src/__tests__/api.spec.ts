import { ServerConnection } from '@jupyterlab/services';

import { SaturnAPI } from '../api';
import { QUESTION } from './kernel';
import { BASE_URL, makeRef, makeSnapshot, PROBLEM, trans } from './values';

type Fetch = ServerConnection.ISettings['fetch'];

describe('SaturnAPI', () => {
  const fetch = jest.fn<ReturnType<Fetch>, Parameters<Fetch>>();
  let api: SaturnAPI;

  beforeEach(() => {
    fetch.mockReset();
    api = new SaturnAPI({
      serverSettings: ServerConnection.makeSettings({
        baseUrl: 'http://jupyter.example/user/ada/',
        fetch
      }),
      trans
    });
  });

  function answer(status: number, body?: unknown, etag?: string): void {
    fetch.mockResolvedValue(
      new Response(body === undefined ? null : JSON.stringify(body), {
        status,
        statusText: 'Words',
        headers: etag ? { ETag: etag } : {}
      })
    );
  }

  /** What was requested: method, address below ours, body. */
  async function requests(): Promise<unknown[][]> {
    const base = 'http://jupyter.example/user/ada/jupyterlab-saturn/api/';
    return Promise.all(
      fetch.mock.calls.map(async ([input]) => {
        const request = input as Request;
        expect(request.url.startsWith(base)).toBe(true);
        return [
          request.method,
          // JupyterLab adds the time to circumvent caches.
          request.url.slice(base.length).replace(/&\d+$/, ''),
          await request.clone().text()
        ];
      })
    );
  }
  const QUERY = '?no_track_activity=1';
  const signal = new AbortController().signal;
  const connection = {
    base_url: 'https://saturn.example',
    project: 'p',
    idle_action: 'notify' as const,
    idle_minutes: 30
  };
  const certificate = { address: 'tls://h:1', chain: 'C' };
  const credential = {
    configured: true,
    source: 'vault',
    hint: 'abcd',
    expires_at: null
  };

  const calls: ReadonlyArray<
    [string, (api: SaturnAPI) => Promise<unknown>, number, unknown, unknown[]]
  > = [
    [
      'state',
      api => api.state(null, true),
      200,
      makeSnapshot(),
      ['GET', `state${QUERY}`, '']
    ],
    [
      'refresh',
      api => api.refresh(),
      204,
      undefined,
      ['POST', `refresh${QUERY}`, '']
    ],
    [
      'connect',
      api => api.connect(connection),
      200,
      {},
      ['PUT', `connection${QUERY}`, JSON.stringify(connection)]
    ],
    [
      'credentials',
      api => api.credentials(),
      200,
      credential,
      ['GET', `credentials${QUERY}`, '']
    ],
    [
      'rescue',
      api => api.rescue('t0ken', 'https://a.example'),
      200,
      { notices: [] },
      [
        'POST',
        `leaked-token${QUERY}`,
        '{"token":"t0ken","base_url":"https://a.example"}'
      ]
    ],
    [
      'signIn',
      api => api.signIn('export SATURN_TOKEN=x', 'https://s.example/'),
      200,
      credential,
      [
        'PUT',
        `credentials${QUERY}`,
        '{"token":"export SATURN_TOKEN=x","base_url":"https://s.example/"}'
      ]
    ],
    [
      'signIn',
      api => api.signIn('x'),
      200,
      credential,
      ['PUT', `credentials${QUERY}`, '{"token":"x"}']
    ],
    [
      'forget',
      api => api.forget('https://s.example/'),
      200,
      credential,
      ['DELETE', `credentials${QUERY}&base_url=https%3A%2F%2Fs.example%2F`, '']
    ],
    [
      'projects',
      api => api.projects(),
      200,
      [],
      ['GET', `projects${QUERY}`, '']
    ],
    [
      'act',
      api => api.act('c1', 'restart'),
      204,
      undefined,
      ['POST', `clusters/c1/restart${QUERY}`, '']
    ],
    [
      'scale',
      api => api.scale('c1', { workers: 4 }),
      204,
      undefined,
      ['PUT', `clusters/c1/scale${QUERY}`, '{"workers":4}']
    ],
    [
      'certificate',
      api => api.certificate(makeRef(), QUESTION, signal),
      200,
      certificate,
      [
        'POST',
        `clusters/c1/certificate${QUERY}`,
        JSON.stringify({ ...QUESTION, base_url: BASE_URL })
      ]
    ],
    [
      'match',
      api => api.match('c1', 'k1'),
      204,
      undefined,
      ['POST', `clusters/c1/match${QUERY}`, '{"kernel_id":"k1"}']
    ]
  ];

  describe.each(calls)('#%s()', (_, call, status, body, request) => {
    it('should make one request, which is no activity', async () => {
      answer(status, body);
      await call(api);
      expect(await requests()).toEqual([request]);
    });

    it('should pass on the problem that the server names', async () => {
      answer(409, { ...PROBLEM, request_id: 'r1' });
      await expect(call(api)).rejects.toMatchObject({
        name: 'SaturnProblem',
        ...PROBLEM,
        request_id: 'r1'
      });
    });

    it('should accept no other success', async () => {
      answer(status === 200 ? 202 : 200, {});
      await expect(call(api)).rejects.toMatchObject({ code: 'odd-answer' });
    });

    it('should say that the extension is not running', async () => {
      answer(404);
      await expect(call(api)).rejects.toMatchObject({ code: 'no-extension' });
    });

    it('should say that Jupyter does not answer', async () => {
      fetch.mockRejectedValue(new TypeError('Failed to fetch'));
      await expect(call(api)).rejects.toMatchObject({ code: 'no-server' });
    });
  });

  describe('#state()', () => {
    it('should return the snapshot and its tag', async () => {
      answer(200, makeSnapshot(), '"7"');
      expect(await api.state(null, true)).toEqual({
        snapshot: makeSnapshot(),
        etag: '"7"',
        checkedAt: null
      });
    });

    it('should return nothing when the tag is still true', async () => {
      answer(304);
      expect(await api.state('"7"', true)).toMatchObject({ snapshot: null });
      const [[request]] = fetch.mock.calls as unknown as [[Request]];
      expect(request.headers.get('If-None-Match')).toBe('"7"');
    });

    it('should send no tag when there is none', async () => {
      answer(200, makeSnapshot());
      expect((await api.state(null, true)).etag).toBeNull();
      const [[request]] = fetch.mock.calls as unknown as [[Request]];
      expect(request.headers.has('If-None-Match')).toBe(false);
    });
  });

  describe('#credentials()', () => {
    it('should return what the server says', async () => {
      answer(200, credential);
      expect(await api.credentials()).toEqual(credential);
    });
  });

  describe('#certificate()', () => {
    it('should return the certificate', async () => {
      answer(200, certificate);
      expect(await api.certificate(makeRef(), QUESTION, signal)).toEqual(
        certificate
      );
    });

    it('should be aborted by the signal', async () => {
      const controller = new AbortController();
      fetch.mockImplementation(
        (input, init) =>
          new Promise((_, reject) => {
            const heard = init?.signal ?? (input as Request).signal;
            heard.addEventListener('abort', () => reject(new Error('aborted')));
          })
      );
      const call = api.certificate(makeRef(), QUESTION, controller.signal);
      controller.abort();
      await expect(call).rejects.toMatchObject({ reason: 'aborted' });
    });
  });

  describe('#act()', () => {
    it.each([
      '../../../api/contents',
      'c1/stop?x=',
      'c1#',
      'c1%2f..',
      '...',
      '//evil.example',
      'é 星'
    ])('should keep the id %j one part of the address', async id => {
      answer(204);
      await api.act(id, 'stop');
      const address = `clusters/${encodeURIComponent(id)}/stop${QUERY}`;
      expect(await requests()).toEqual([['POST', address, '']]);
    });

    it.each(['', '.', '..'])('should refuse the id %j', async id => {
      await expect(api.act(id, 'stop')).rejects.toThrow('not the id');
      expect(fetch).not.toHaveBeenCalled();
    });
  });

  describe('an odd answer', () => {
    it.each([
      [500, '<h1>Traceback</h1>'],
      [502, { code: 5, title: '', reason: '', hint: '' }],
      [403, null],
      [401, { message: 'Forbidden' }]
    ])(
      'should show its status (%d) but not its body %j',
      async (status, body) => {
        answer(status, body);
        await expect(api.refresh()).rejects.toMatchObject({
          code: 'odd-answer',
          reason: `It said ${status} Words.`
        });
      }
    );
  });
});
