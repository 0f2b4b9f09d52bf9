import type { Page } from '@playwright/test';

import { HostileSaturn } from './hostile';
import { expect, test } from './saturn';

/** Where a hostile page is. */
const PAGE = /\/api\/dashboard\/.*\/status$/;

/** Call our REST API with the page's login, wherever the page is. */
async function call<T>(
  page: Page,
  method: string,
  path: string,
  body: unknown = {}
): Promise<T> {
  const cookies = await page.context().cookies();
  const xsrf = cookies.find(cookie => cookie.name === '_xsrf')?.value ?? '';
  const response = await page.request.fetch(`/jupyterlab-saturn/api/${path}`, {
    method,
    headers: { 'X-XSRFToken': xsrf },
    ...(method === 'GET' ? {} : { data: body })
  });
  const text = await response.text();
  expect(response.ok(), `${method} ${path}: ${text}`).toBe(true);
  return (text ? JSON.parse(text) : null) as T; // what our server documents
}

/** Mint a ticket; return the path of the dashboard. */
async function enter(page: Page, clusterId: string): Promise<string> {
  const answer = await call<{ kind: string; path: string }>(
    page,
    'POST',
    `clusters/${clusterId}/dashboard`
  );
  expect(answer.kind).toBe('frame');
  return `/${answer.path}`;
}

/** Show a page in a frame over the whole of JupyterLab, to be looked at only. */
async function show(page: Page, url: string, sandbox?: string): Promise<void> {
  await page.evaluate(
    ([url, sandbox]) => {
      const frame = document.createElement('iframe');
      frame.name = 'dashboard';
      frame.title = 'Dashboard';
      if (sandbox !== undefined) {
        frame.setAttribute('sandbox', sandbox);
      }
      frame.style.cssText =
        'position: fixed; inset: 0; width: 100%; height: 100%; z-index: 10000; background: white; pointer-events: none';
      frame.src = url;
      document.body.append(frame);
    },
    [url, sandbox] as const
  );
}

/** Wait for what a hostile page tells of its attempts. */
async function results(
  view: Pick<Page, 'evaluate'>
): Promise<Record<string, string>> {
  return view.evaluate(
    async () =>
      (window as unknown as { results: Promise<Record<string, string>> })
        .results
  );
}

test('T6 a real task stream draws in a sandbox', async ({ page, saturn }) => {
  await saturn.start();
  await saturn.notebook('stream.ipynb', [
    'import time\nfutures = client.map(time.sleep, [0.2] * 20, pure=False)\nprint(len(client.gather(futures)))'
  ]);
  await saturn.attach();
  const state = await call<{ clusters: { id: string }[] }>(
    page,
    'GET',
    'state'
  );
  const { id } = state.clusters[0];
  const plots = await call<{ name: string; path: string }[]>(
    page,
    'GET',
    `clusters/${id}/dashboards`
  );
  const stream = plots.find(plot => plot.name === 'task-stream');
  expect(stream).toBeDefined();

  let received = 0;
  page.on('websocket', socket => {
    if (socket.url().includes('individual-task-stream')) {
      socket.on('framereceived', () => received++);
    }
  });
  const path = await enter(page, id);
  await show(page, `${path}${stream?.path}`, 'allow-scripts');
  const frame = page.frameLocator('iframe[name="dashboard"]');
  await expect(frame.locator('canvas').first()).toBeVisible();
  await expect.poll(() => received).toBeGreaterThan(0);
  const before = received;
  expect(await saturn.run(0)).toContain('20');
  await expect.poll(() => received).toBeGreaterThan(before);
  // A rectangle of a task's colour is on the canvas.
  const colours = (): Promise<number> =>
    frame.locator('canvas').evaluateAll(canvases => {
      const found = new Set<string>();
      for (const canvas of canvases as HTMLCanvasElement[]) {
        const data = canvas
          .getContext('2d')
          ?.getImageData(0, 0, canvas.width, canvas.height).data;
        for (let i = 0; data && i < data.length; i += 4) {
          const [red, green, blue] = data.slice(i, i + 3);
          if (Math.max(red, green, blue) - Math.min(red, green, blue) > 60) {
            found.add(`${red},${green},${blue}`);
          }
        }
      }
      return found.size;
    });
  await expect.poll(colours).toBeGreaterThan(0);
});

test.describe('a hostile dashboard', () => {
  let hostile: HostileSaturn;
  let path: string;

  test.beforeEach(async ({ page, saturn }) => {
    await expect(saturn.panel).toBeVisible();
    hostile = await HostileSaturn.start();
    const { baseUrl } = hostile;
    await call(page, 'PUT', 'connection', { base_url: baseUrl });
    await call(page, 'PUT', 'credentials', { token: 'a-token-of-mallorys' });
    path = await enter(page, 'c');
  });

  test.afterEach(async ({ page }) => {
    await call(
      page,
      'DELETE',
      `credentials?base_url=${encodeURIComponent(hostile.baseUrl)}`
    );
    await call(page, 'PUT', 'connection', { base_url: null });
    hostile.stop();
  });

  /** Run the page's attempts where it is shown, and see that each of them failed. */
  async function refuses(
    page: Page,
    view: () => Pick<Page, 'evaluate'> | null
  ): Promise<void> {
    const kernels = async (): Promise<number> =>
      ((await (await page.request.get('/api/kernels')).json()) as unknown[])
        .length;
    await expect.poll(() => view() !== null).toBe(true);
    const [count, url] = [await kernels(), page.url()];
    const pages = page.context().pages().length;
    const shown = view();
    const found = shown ? await results(shown) : {};
    expect(Object.keys(found).length).toBe(17);
    for (const [attempt, result] of Object.entries(found)) {
      expect(result, attempt).toBe('refused');
    }
    expect(hostile.escapes).toEqual([]);
    expect(await kernels()).toBe(count);
    expect(page.url()).toBe(url);
    expect(page.context().pages().length).toBe(pages);
    const cookies = await page.context().cookies();
    expect(cookies.map(cookie => cookie.name)).not.toContain('hostile');
  }

  test('T6 reaches nothing from a frame', async ({ page }) => {
    await show(page, `${path}status`, 'allow-scripts');
    await refuses(page, () => page.frame({ url: PAGE }));
  });

  test('T6 reaches nothing from a frame without a sandbox', async ({
    page
  }) => {
    await show(page, `${path}status`);
    await refuses(page, () => page.frame({ url: PAGE }));
  });

  test('T6 reaches nothing from a tab', async ({ page }) => {
    const tab = await page.context().newPage();
    await tab.goto(`${path}status`);
    await refuses(tab, () => tab);
  });
});
