import type { FrameLocator, Locator, Page } from '@playwright/test';

import { HOSTILE } from './double';
import type { Saturn } from './saturn';
import { expect, test } from './saturn';
import { findInPage } from './storage';

const PLOTS = ['Task stream', 'Progress', 'Workers memory'];

/** The workspaces are real files here. */
test.use({ mockState: false });

function section(saturn: Saturn): Locator {
  return saturn.panel.getByRole('region', { name: 'Dashboards' });
}

function pane(page: Page, title: string): FrameLocator {
  return page.frameLocator(`iframe[title="${title} – first-steps"]`);
}

/** See that a plot has been drawn. */
async function draws(page: Page, title: string): Promise<void> {
  await expect(pane(page, title).locator('canvas').first()).toBeVisible();
}

/** The tickets that the page is given. */
function noteTickets(page: Page): string[] {
  const tickets: string[] = [];
  page.on('response', response => {
    if (response.url().match(/\/clusters\/[^/]+\/dashboard\?/)) {
      void response.json().then((door: { path?: string }) => {
        tickets.push(door.path?.split('/')[3] ?? '');
      });
    }
  });
  return tickets;
}

/** What JupyterLab's server has stored of workspaces, which no route of the browser's touches. */
async function workspaces(page: Page): Promise<string> {
  return (await page.request.get('/lab/api/workspaces')).text();
}

test.beforeEach(async ({ saturn }) => {
  await saturn.start();
});

test.afterEach(async ({ page }) => {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('application:close-all')
  );
  await expect(page.locator('.jp-Saturn-dashboard')).toHaveCount(0);
});

test('a plot is found by keyboard and draws in a pane', async ({
  page,
  saturn
}) => {
  const dashboards = section(saturn);
  await dashboards.getByRole('button', { name: /more…$/ }).click();
  await expect(dashboards.getByRole('combobox')).toBeFocused();
  expect(await dashboards.getByRole('option').count()).toBeGreaterThan(20);
  await page.keyboard.type('occup');
  await expect(dashboards.getByRole('option')).toHaveText(['Occupancy']);
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('tab', { name: 'Occupancy – first-steps' })
  ).toBeVisible();
  await draws(page, 'Occupancy');
  const frame = page.locator('.jp-Saturn-plotFrame iframe');
  await expect(frame).toHaveAttribute('sandbox', 'allow-scripts');

  // The same from the palette's command.
  await page.evaluate(() => {
    void window.jupyterapp.commands.execute('saturn:open-dashboard');
  });
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('task str');
  await expect(dialog.getByRole('option')).toHaveText(['Task stream']);
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await draws(page, 'Task stream');
});

test('three panes come back after a reload, and after stop and start', async ({
  page,
  saturn
}) => {
  test.slow();
  const tickets = noteTickets(page);
  await section(saturn).getByRole('button', { name: 'Open layout' }).click();
  for (const title of PLOTS) {
    await draws(page, title);
  }
  await expect.poll(() => tickets.length).toBe(3);
  await expect.poll(() => workspaces(page)).toContain('/workers-memory');
  // Galata's own reload waits for a launcher in front.
  await Promise.all([
    page.waitForEvent('load'),
    page.evaluate(() => window.location.reload())
  ]);
  for (const title of PLOTS) {
    await draws(page, title);
  }
  await expect.poll(() => tickets.length).toBe(6);
  for (const ticket of tickets) {
    expect(ticket.length).toBeGreaterThan(20);
    expect(await workspaces(page)).not.toContain(ticket);
    const places = await findInPage(page, ticket);
    expect(places.filter(place => place !== 'dom')).toEqual([]);
  }
  expect(await workspaces(page)).not.toContain('api/dashboard');

  await saturn.stop();
  const panes = page.locator('.jp-Saturn-dashboard');
  const stopped = panes.filter({ hasText: 'first-steps is stopped' });
  await expect(stopped).toHaveCount(3);
  await expect(page.locator('.jp-Saturn-plotFrame')).toHaveCount(0);
  await panes.first().getByRole('button', { name: 'Start cluster' }).click();
  for (const title of PLOTS) {
    await draws(page, title);
  }
});

test('figures stand in the place of a dashboard that cannot be reached', async ({
  page,
  saturn
}) => {
  await page.route('**/jupyterlab-saturn/api/dashboard/**', route =>
    route.fulfill({ status: 502, body: '' })
  );
  await section(saturn).getByRole('button', { name: 'Progress' }).click();
  const content = page.locator('.jp-Saturn-dashboard');
  await expect(content).toContainText('It answers with the status 502.');
  const summary = content.getByRole('region', { name: 'The cluster now' });
  await expect(summary.getByRole('row')).toHaveCount(3);
  await expect(summary).toContainText('Workers2');
  await page.unrouteAll({ behavior: 'wait' });
  await content.getByRole('button', { name: 'Try again' }).click();
  await draws(page, 'Progress');
  await expect(summary).toHaveCount(0);
});

test('a pane says when a token is wanted, and draws again when there is one', async ({
  page,
  saturn
}) => {
  await section(saturn).getByRole('button', { name: 'Progress' }).click();
  await draws(page, 'Progress');
  const refresh = saturn.panel.getByRole('button', { name: 'Refresh' });
  let isSignedOut = true;
  await page.route('**/jupyterlab-saturn/api/state*', async route => {
    const headers = { ...route.request().headers(), 'if-none-match': '' };
    const response = await route.fetch({ headers });
    const json = (await response.json()) as {
      connection: Record<string, unknown>;
    };
    if (isSignedOut) {
      const problem = {
        code: 'signed-out',
        title: 'You are not signed in',
        reason: 'There is no token.',
        hint: 'Enter one.'
      };
      Object.assign(json.connection, { status: 'signed-out', problem });
    }
    await route.fulfill({ response, json });
  });
  await refresh.click();
  const content = page.locator('.jp-Saturn-dashboard');
  await expect(content).toContainText('You are not signed in');
  await expect(content.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await expect(content.locator('iframe')).toHaveCount(0);
  isSignedOut = false;
  await refresh.click();
  await draws(page, 'Progress');
});

test('T10 hostile names of plots execute nothing and add no element', async ({
  page,
  saturn
}) => {
  test.slow();
  const plain = ['plain 0', 'plain 1'];
  const texts = [...plain, ...HOSTILE];
  await page.route('**/clusters/*/dashboards?*', route =>
    route.fulfill({
      json: texts.map(text => ({
        name: text,
        title: text,
        path: 'individual-progress'
      }))
    })
  );
  await saturn.stop(); // another run of the cluster has another list
  await saturn.start();
  const dashboards = section(saturn);
  await dashboards.getByRole('button', { name: /more…$/ }).click();
  const options = dashboards.getByRole('option');
  await expect(options).toHaveCount(texts.length + 1);
  expect(
    await options.evaluateAll(nodes =>
      nodes.map(node => [node.textContent, node.childElementCount])
    )
  ).toEqual([...texts, 'Status page'].map(text => [text, 0]));
  /** Open a plot; return the kinds of elements in all panes and tabs. */
  const look = async (index: number): Promise<string[]> => {
    await options.nth(index).click();
    const frame = page.locator('.jp-Saturn-plotFrame:not(.jp-mod-loading)');
    await expect(frame).toHaveCount(1);
    const kinds = await page
      .locator('.jp-MainAreaWidget *, .lm-TabBar *')
      .evaluateAll(nodes =>
        nodes.map(
          node => `${node.tagName} ${node.getAttributeNames().join(' ')}`
        )
      );
    await page.evaluate(() =>
      window.jupyterapp.commands.execute('application:close')
    );
    await expect(frame).toHaveCount(0);
    return [...new Set(kinds)].sort();
  };
  await look(0);
  const before = await look(1);
  for (const [index, text] of HOSTILE.entries()) {
    expect(await look(plain.length + index), text).toEqual(before);
  }
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
});

test('a dashboard with its own login opens in a tab, and no odd address does', async ({
  page,
  saturn
}) => {
  const url = 'https://dash.example/cluster/status';
  let told = url;
  await page
    .context()
    .route('https://dash.example/**', route =>
      route.fulfill({ body: 'Sign in', contentType: 'text/html' })
    );
  await page.route('**/clusters/*/dashboard?*', route =>
    route.fulfill({ json: { kind: 'tab', url: told } })
  );
  await section(saturn).getByRole('button', { name: 'Progress' }).click();
  const content = page.locator('.jp-Saturn-dashboard');
  await expect(content).toContainText('wants Saturn’s own login');
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    content.getByRole('button', { name: 'Open in a browser tab' }).click()
  ]);
  await tab.waitForLoadState();
  expect(tab.url()).toBe(url);
  expect(await tab.evaluate(() => window.opener === null)).toBe(true);
  await tab.close();
  for (told of ['http://dash.example/', 'javascript:window.hacked=1']) {
    await page
      .locator('.jp-MainAreaWidget:visible')
      .getByRole('button', { name: 'Load the plot anew' })
      .click();
    await expect(content).toContainText('Its page is not encrypted');
  }
  expect(page.context().pages()).toHaveLength(1);
});

test('a command from a notebook opens no cluster that is not listed', async ({
  page
}) => {
  const run = (args: Record<string, string>): Promise<void> =>
    page.evaluate(
      args => window.jupyterapp.commands.execute('saturn:open-dashboard', args),
      args
    );
  const sent: string[] = [];
  page.on('request', request => {
    if (request.url().includes('/dashboard')) {
      sent.push(request.url());
    }
  });
  await run({ clusterId: 'nobody', plot: 'progress' });
  await run({ clusterId: '../../api/kernels', plot: '../x' });
  await expect(page.locator('.jp-Dialog')).toHaveCount(0);
  await expect(page.locator('.jp-Saturn-dashboard')).toHaveCount(0);
  expect(sent).toEqual([]);
});
