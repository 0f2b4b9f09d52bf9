import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a page of a hostile dashboard tries, by name; it tells what came of each. */
const PAGE = `<!DOCTYPE html>
<title>A dashboard</title>
<form id="form" action="ESCAPE/form" method="get"><input name="a"></form>
<script>
const attempts = {
  cookie: () => document.cookie,
  writeCookie: () => { document.cookie = 'a=b'; return document.cookie; },
  localStorage: () => localStorage.length,
  sessionStorage: () => sessionStorage.length,
  indexedDB: () => new Promise((resolve, reject) => {
    const request = indexedDB.open('a');
    request.onsuccess = () => resolve('opened');
    request.onerror = () => reject(request.error);
  }),
  caches: () => caches.open('a'),
  parentDocument: () => {
    if (parent === window) { throw new Error('There is no parent.'); }
    return parent.document.title;
  },
  jupyterApp: () => {
    if (parent === window) { throw new Error('There is no parent.'); }
    return String(parent.jupyterapp.name);
  },
  readApi: async () => (await fetch('/api/contents', { credentials: 'include' })).status,
  readState: async () =>
    (await fetch('/jupyterlab-saturn/api/state', { credentials: 'include' })).status,
  startKernel: async () => {
    await fetch('/api/kernels', { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' });
    throw new Error('It was sent; what came of it is not told.');
  },
  socket: () => new Promise((resolve, reject) => {
    const socket = new WebSocket('ws://' + location.host + '/api/events/subscribe');
    socket.onopen = () => resolve('opened');
    socket.onerror = () => reject(new Error('refused'));
  }),
  topNavigation: () => {
    if (top === window) { throw new Error('It is the top.'); }
    top.location.href = 'ESCAPE/top';
    return new Promise(resolve => setTimeout(() => resolve('navigating'), 500));
  },
  popup: () => {
    const opened = window.open('ESCAPE/popup');
    if (opened === null) { throw new Error('refused'); }
    return 'opened';
  },
  form: () => {
    document.getElementById('form').submit();
    throw new Error('It was submitted; whether it arrived, its server knows.');
  },
  serviceWorker: () => navigator.serviceWorker.register('worker.js'),
  dialog: () => {
    if (!confirm('Are you sure?')) { throw new Error('refused'); }
    return 'confirmed';
  }
};
window.results = (async () => {
  const results = {};
  for (const [name, attempt] of Object.entries(attempts)) {
    try {
      results[name] = 'got ' + await attempt();
    } catch (error) {
      results[name] = 'refused';
    }
  }
  return results;
})();
</script>`;

async function listen(
  answer: (url: string, reply: ServerResponse) => void
): Promise<{ server: Server; url: string }> {
  const server = createServer((request, reply) =>
    answer(request.url ?? '', reply)
  );
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}` };
}

/**
 * A Saturn with one cluster, whose dashboard is hostile.
 */
export class HostileSaturn {
  /** Begin to serve. */
  static async start(): Promise<HostileSaturn> {
    const hostile = new HostileSaturn();
    const outside = await listen((url, reply) => {
      hostile.escapes.push(url);
      reply.end('escaped');
    });
    const dashboard = await listen((url, reply) => {
      reply.setHeader('Content-Security-Policy', 'default-src * data: blob:');
      reply.setHeader('Set-Cookie', 'hostile=1; Path=/');
      reply.setHeader('Service-Worker-Allowed', '/');
      reply.setHeader('Access-Control-Allow-Origin', '*');
      const isScript = url.endsWith('.js');
      reply.setHeader(
        'Content-Type',
        isScript ? 'text/javascript' : 'text/html; charset=utf-8'
      );
      reply.end(isScript ? '' : PAGE.replaceAll('ESCAPE', outside.url));
    });
    const saturn = await listen((url, reply) => {
      reply.setHeader('Content-Type', 'application/json');
      reply.end(JSON.stringify(answerOf(url, `${dashboard.url}/status`)));
    });
    hostile._servers = [outside.server, dashboard.server, saturn.server];
    hostile.baseUrl = `${saturn.url}/`;
    return hostile;
  }

  stop(): void {
    for (const server of this._servers) {
      server.closeAllConnections();
      server.close();
    }
  }

  /** Where to sign in. */
  baseUrl = '';
  /** What its pages have reached outside of their frame. */
  readonly escapes: string[] = [];
  private _servers: Server[] = [];
}

function answerOf(url: string, link: string): unknown {
  const path = url.split('?')[0];
  switch (path.replace('/api/', '')) {
    case 'user':
      return { id: 'u', username: 'mallory' };
    case 'tokens':
      return { tokens: [] };
    case 'dask_clusters/info':
      return { server_options: { size: [] } };
    case 'dask_clusters':
      return {
        dask_clusters: [{ id: 'c', name: 'hostile', status: 'running' }]
      };
    case 'dask_clusters/c/info':
      return { scheduler_address: 'tls://127.0.0.1:1', dashboard_link: link };
    default:
      return {};
  }
}
