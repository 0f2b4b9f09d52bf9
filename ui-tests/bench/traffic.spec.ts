import type { Browser, Page, Request } from '@playwright/test';
import { expect, test } from '@playwright/test';

import { setHidden } from '../tests/visibility';
import { openLab, OTHER, report, showPanel } from './measure';

const SECONDS = Number(process.env.SATURN_BENCH_SECONDS ?? '60');

const PANEL = 'jupyterlab-saturn';
const OTHER_PANEL = 'dask-dashboard-launcher';
const OURS = '/jupyterlab-saturn/api/';
const THEIRS = '/dask/';

/** Count requests to one path, for a minute. */
async function count(page: Page, path: string): Promise<number> {
  let requests = 0;
  const note = (request: Request): void => {
    requests += Number(new URL(request.url()).pathname.includes(path));
  };
  page.on('request', note);
  await new Promise(done => setTimeout(done, SECONDS * 1000));
  page.off('request', note);
  return (requests / SECONDS) * 60;
}

async function hidePanel(page: Page): Promise<void> {
  await page.evaluate(() =>
    window.jupyterapp.shell.activateById('filebrowser')
  );
}

/** Let what the change of a moment before asks for be over. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
}

async function measureOurs(
  browser: Browser,
  url: string
): Promise<Record<string, number>> {
  const page = await browser.newPage();
  await openLab(page, url);
  await settle(page);
  const unopened = await count(page, OURS);
  await showPanel(page, PANEL, '.jp-Saturn [role="row"][aria-rowindex]');
  const panel = page.getByRole('region', { name: 'Saturn', exact: true });
  const rows = panel.getByRole('row');
  const first = rows.filter({ hasText: 'first-steps' });
  await first.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(first).toContainText('Running');
  await expect(panel).toContainText('of 10,000');
  await settle(page);
  const active = await count(page, OURS);
  await hidePanel(page);
  await settle(page);
  const hidden = await count(page, OURS);
  await showPanel(page, PANEL, '.jp-Saturn [role="row"][aria-rowindex]');
  await rows.filter({ hasText: 'project 1' }).first().click();
  await expect(panel).not.toContainText('of 10,000');
  await settle(page);
  const idle = await count(page, OURS);
  await setHidden(page, true);
  await settle(page);
  const hiddenTab = await count(page, OURS);
  await page.close();
  return { unopened, hidden, hiddenTab, idle, active };
}

async function measureOther(
  browser: Browser
): Promise<Record<string, number> | null> {
  if (!OTHER) {
    return null;
  }
  const page = await browser.newPage();
  await openLab(page, OTHER);
  await settle(page);
  const unopened = await count(page, THEIRS);
  await page.evaluate(
    id => window.jupyterapp.shell.activateById(id),
    OTHER_PANEL
  );
  await settle(page);
  const idle = await count(page, THEIRS);
  await hidePanel(page);
  await settle(page);
  const hidden = await count(page, THEIRS);
  await setHidden(page, true);
  await settle(page);
  const hiddenTab = await count(page, THEIRS);
  await page.close();
  return { unopened, hidden, hiddenTab, idle };
}

test('what the pages ask for', async ({ browser, baseURL }) => {
  test.setTimeout(120_000 + SECONDS * 6_000);
  const [ours, other] = await Promise.all([
    measureOurs(browser, baseURL ?? ''),
    measureOther(browser)
  ]);
  report({ ours, other });
});
