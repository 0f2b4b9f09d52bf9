import type { Page } from '@playwright/test';

import { expect, test } from './saturn';
import { passMinute, setHidden } from './visibility';

const OURS = '/jupyterlab-saturn/api/';

/** Note what the page asks our server for from now on. */
function noteRequests(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', request => {
    const { pathname } = new URL(request.url());
    if (pathname.includes(OURS)) {
      asked.push(`${request.method()} ${pathname}`);
    }
  });
  return asked;
}

test('a panel that nobody sees asks for nothing', async ({ page, saturn }) => {
  await saturn.stop();
  await page.clock.install(); // the timers that are made from now on
  await page.reload();
  await page.waitForFunction(() => !!window.jupyterapp);
  await page.evaluate(async () => window.jupyterapp.restored);
  await saturn.open();
  await page.waitForLoadState('networkidle');
  const asked = noteRequests(page);
  await passMinute(page);
  // It is seen, and no running cluster is opened in it.
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  expect(asked.length).toBeLessThanOrEqual(2);

  await page.sidebar.openTab('filebrowser');
  await page.waitForLoadState('networkidle');
  asked.length = 0;
  await passMinute(page);
  expect(asked).toEqual([]);

  await saturn.open();
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await setHidden(page, true);
  await page.waitForLoadState('networkidle');
  asked.length = 0;
  await passMinute(page);
  expect(asked).toEqual([]);
  await setHidden(page, false);
  await expect.poll(() => asked.length).toBeGreaterThan(0);
});

test('a panel that is looked at keeps no idle server alive', async ({
  page,
  saturn
}) => {
  await saturn.start();
  const { view } = saturn;
  await expect(view.getByRole('rowheader')).toHaveCount(2);
  // What JupyterLab itself asks for is activity: it is left out.
  await page.route('**/api/**', route =>
    new URL(route.request().url()).pathname.includes(OURS)
      ? route.fallback()
      : route.abort()
  );
  const activity = async (): Promise<string> => {
    const response = await page.request.get('/api/status?no_track_activity=1');
    return ((await response.json()) as { last_activity: string }).last_activity;
  };
  await page.waitForLoadState('networkidle');
  const before = await activity();
  const asked = noteRequests(page);
  const isAsked = (end: string): boolean =>
    asked.some(request => request.endsWith(end));
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('saturn:refresh')
  );
  await expect.poll(() => isAsked('/workers')).toBe(true);
  await expect.poll(() => isAsked('/state')).toBe(true);
  await page.waitForLoadState('networkidle');
  expect(await activity()).toBe(before);
  await page.request.get('/api/contents'); // as a user who looks at files
  expect(await activity()).not.toBe(before);
});
