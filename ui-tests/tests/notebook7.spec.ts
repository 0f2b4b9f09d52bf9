/* eslint jupyter/galata-prefer-menu-helper: "off" -- Galata's helpers know JupyterLab's page only. */
import type { APIRequestContext, Page } from '@playwright/test';
import { expect, test } from '@playwright/test';

const LIVE =
  'print(len([c for c in type(client)._instances if c.status == "running"]))';

/** Have the local Saturn's cluster run; its server is the one that the page talks to. */
async function startCluster(request: APIRequestContext): Promise<void> {
  const api = '/jupyterlab-saturn/api';
  // No page has told the server of the settings yet.
  await request.put(`${api}/connection`, {
    data: { base_url: '', project: '', idle_action: 'off', idle_minutes: 30 }
  });
  const status = async (): Promise<string> => {
    const state = (await (await request.get(`${api}/state`)).json()) as {
      clusters: { id: string; status: string }[];
    };
    const cluster = state.clusters[0];
    if (cluster?.status === 'stopped') {
      await request.post(`${api}/clusters/${cluster.id}/start`);
    }
    return cluster?.status ?? '';
  };
  await expect.poll(status, { timeout: 60_000 }).toBe('running');
}

/** Make a notebook with these cells; returns its path. */
async function makeNotebook(
  request: APIRequestContext,
  name: string,
  sources: string[]
): Promise<string> {
  const content = {
    cells: sources.map((source, index) => ({
      cell_type: 'code',
      execution_count: null,
      id: `cell-${index}`,
      metadata: {},
      outputs: [],
      source
    })),
    metadata: {
      kernelspec: { name: 'python3', display_name: 'Python 3 (ipykernel)' }
    },
    nbformat: 4,
    nbformat_minor: 5
  };
  const data = { type: 'notebook', format: 'json', content };
  const answer = await request.put(`/api/contents/${name}`, { data });
  expect(answer.ok()).toBe(true);
  return name;
}

function outputs(page: Page): Promise<string[]> {
  return page.locator('.jp-OutputArea-output').allTextContents();
}

/** Choose from the menu of the toolbar's button. */
async function choose(page: Page, label: string | RegExp): Promise<void> {
  await page.locator('.jp-Saturn-button').click();
  await page.getByRole('menuitem', { name: label, exact: true }).click();
}

test('Notebook 7 attaches, restarts and runs all, and detaches', async ({
  page,
  request
}) => {
  const errors: string[] = [];
  page.on('pageerror', error => {
    if (error.stack?.includes('jupyterlab-saturn')) {
      errors.push(error.stack); // Notebook 7 has errors of its own
    }
  });
  await startCluster(request);
  const path = await makeNotebook(request, 'seven.ipynb', [
    'import os; print(client.submit(os.getpid).result() != os.getpid())',
    LIVE
  ]);
  await page.goto(`/notebooks/${path}`);
  const button = page.locator('.jp-Saturn-button');
  await expect(button).toContainText('Attach…');
  // The item names the cluster when the page has read of it already.
  await choose(page, /^Attach (Notebook to Cluster|to first-steps)$/);
  await expect(button).toContainText('2 workers');
  for (let round = 0; round < 2; round++) {
    await page.getByRole('menuitem', { name: 'Kernel', exact: true }).click();
    await page
      .getByRole('menuitem', { name: 'Restart Kernel and Run All Cells…' })
      .click();
    await page.getByRole('button', { name: 'Confirm Kernel Restart' }).click();
    await expect
      .poll(async () => (await outputs(page)).map(text => text.trim()))
      .toEqual(['True', '1']);
    await expect(button).toContainText('2 workers');
  }
  await choose(page, 'Detach Notebook');
  await expect(button).toContainText('Attach…');
  await choose(page, 'Open Saturn Sidebar');
  await expect(page.getByRole('region', { name: 'Saturn' })).toBeVisible();
  expect(errors).toEqual([]);
});

test('Notebook 7 has the settings on its tree page', async ({
  page,
  request
}) => {
  const path = await makeNotebook(request, 'settings.ipynb', ['1']);
  await page.goto(`/notebooks/${path}`);
  await expect(page.locator('.jp-Saturn-button')).toBeVisible();
  await page.getByRole('menuitem', { name: 'Kernel', exact: true }).click();
  // The item of a submenu has no name of its own.
  await page.locator('.lm-Menu-itemLabel', { hasText: /^Saturn$/ }).click();
  await page.getByRole('menuitem', { name: 'Saturn Settings' }).click();
  await expect(page.locator('.jp-Dialog')).toContainText(
    'The settings are on another page'
  );
  await page.goto('/tree');
  await page.getByRole('menuitem', { name: 'Settings', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Settings Editor' }).click();
  await page
    .getByRole('tab', { name: 'Saturn', exact: true })
    .or(page.locator('.jp-PluginList-entry', { hasText: /^Saturn$/ }))
    .first()
    .click();
  await expect(page.locator('.jp-Saturn-signIn').first()).toBeVisible();
});

test('Notebook 7 opens a plot in a tab of the browser, and says so before', async ({
  page,
  request
}) => {
  await startCluster(request);
  const path = await makeNotebook(request, 'plots.ipynb', ['1']);
  await page.goto(`/notebooks/${path}`);
  await expect(page.locator('.jp-Saturn-button')).toBeVisible();
  await choose(page, 'Open Saturn Sidebar');
  const dashboards = page.getByRole('region', { name: 'Dashboards' });
  await dashboards.getByRole('button', { name: 'Task stream' }).click();
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog).toContainText(
    'Open Task stream – first-steps in a browser tab?'
  );
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    dialog.getByRole('button', { name: 'Open tab' }).click()
  ]);
  await expect(tab.locator('canvas').first()).toBeVisible();
  expect(await tab.evaluate(() => window.opener === null)).toBe(true);
  expect(tab.url()).toMatch(
    /\/api\/dashboard\/[\w-]+\/individual-task-stream$/
  );
});

test('Notebook 7 shows logs in a dialog', async ({ page, request }) => {
  await startCluster(request);
  const path = await makeNotebook(request, 'logs.ipynb', ['1']);
  await page.goto(`/notebooks/${path}`);
  await expect(page.locator('.jp-Saturn-button')).toBeVisible();
  await choose(page, 'Open Saturn Sidebar');
  const panel = page.getByRole('region', { name: 'Saturn', exact: true });
  await panel.getByRole('button', { name: 'Logs', exact: true }).click();
  const dialog = page.locator('.jp-SaturnLogs-dialog');
  await expect(dialog).toContainText('Logs of first-steps');
  const line = dialog.locator('.jp-SaturnLogs-line').first();
  await expect(line).toBeInViewport();
  await dialog.getByRole('searchbox').fill('scheduler');
  await page.keyboard.press('Enter'); // steps to the hit, and leaves the dialog alone
  await expect(dialog.locator('[aria-current="true"]')).toBeInViewport();
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  // It can be opened again: the first one was put away whole.
  await panel.getByRole('button', { name: 'Logs', exact: true }).click();
  await expect(line).toBeInViewport();
});
