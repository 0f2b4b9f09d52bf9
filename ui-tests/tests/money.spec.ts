import type { Locator } from '@playwright/test';

import { Double, enterToken, forgetToken, setSetting } from './double';
import { expect, test } from './saturn';

let double: Double;

/** A cluster of the double's, opened. */
let openRow: (name: string) => Promise<Locator>;

test.beforeEach(async ({ page, saturn }) => {
  double = await Double.start();
  await setSetting(page, 'baseUrl', double.url);
  await setSetting(page, 'project', '0'.repeat(32));
  await enterToken(page, double.url);
  openRow = async name => {
    const row = saturn.panel.getByRole('row', { name });
    await row.locator('.jp-Saturn-rowTitle').click();
    await expect(row).toHaveAttribute('aria-expanded', 'true');
    return row;
  };
});

test.afterEach(async ({ page }) => {
  await forgetToken(page, double.url);
  double.stop();
});

/** What the double was asked to do to its clusters. */
async function actions(): Promise<string[]> {
  const writes = await double.writes();
  return writes.filter(write => write.includes('/dask_clusters/'));
}

test('what costs is asked for with its price, and twice clicked is once done', async ({
  page,
  saturn
}) => {
  const dialog = page.getByRole('dialog');
  const row = await openRow('cluster off');
  const start = row.getByRole('button', { name: 'Start' });
  await start.click();
  await expect(dialog).toContainText('Start cluster off?');
  await expect(dialog).toContainText(/about \$\d+\.\d\d\/h/);
  await saturn.dialogButton('Cancel').click();
  await expect(dialog).toHaveCount(0);
  expect(await actions()).toEqual([]);

  await row.getByRole('button', { name: 'Scale…' }).click();
  await saturn.dialogReady();
  await dialog.getByLabel('Workers', { exact: true }).fill('9');
  await expect(dialog).toContainText(
    /about \$\d+\.\d\d\/h, \$\d+\.\d\d\/h more/
  );
  await saturn.dialogButton('Cancel').click();
  await expect(dialog).toHaveCount(0);
  expect(await actions()).toEqual([]);

  await start.click();
  await saturn.dialogButton('Start').dblclick();
  await expect.poll(actions).toEqual(['POST /api/dask_clusters/off/start']);
  await expect(dialog).toHaveCount(0);
  expect(await actions()).toHaveLength(1);
});

test('what destroys is asked for with its price, and the way back is the default', async ({
  page,
  saturn
}) => {
  const dialog = page.getByRole('dialog');
  const row = await openRow('cluster run');
  const view = saturn.panel.getByRole('region', {
    name: 'cluster run in detail'
  });
  for (const [button, question] of [
    [row.getByRole('button', { name: 'Stop' }), 'Stop cluster run?'],
    [row.getByRole('button', { name: 'Restart' }), 'Restart cluster run?'],
    [view.getByRole('button', { name: 'Delete…' }), 'Delete cluster run?']
  ] as const) {
    await button.click();
    await expect(dialog).toContainText(question);
    await expect(dialog).toContainText(/about \$\d+\.\d\d\/h/);
    await expect(saturn.dialogButton('Cancel')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
  }
  expect(await actions()).toEqual([]);

  await row.getByRole('button', { name: 'Stop' }).click();
  await saturn.dialogButton('Stop').dblclick();
  await expect(dialog).toHaveCount(0);
  await expect.poll(actions).toEqual(['POST /api/dask_clusters/run/stop']);
});

test('a new cluster has spot workers when they are wanted, and is not started', async ({
  page,
  saturn
}) => {
  const dialog = page.getByRole('dialog');
  await page.evaluate(
    () => void window.jupyterapp.commands.execute('saturn:create-cluster')
  );
  const project = dialog.getByLabel('Project');
  await expect(project).toBeFocused();
  await project.fill('');
  await expect(project).toHaveAttribute('aria-invalid', 'false');
  await page.keyboard.press('Enter');
  await expect(project).toHaveAttribute('aria-invalid', 'true');
  await project.fill('1'.repeat(32));
  await expect(project).toHaveAttribute('aria-invalid', 'false');
  await dialog.getByLabel('Spot workers').check();
  await expect(dialog).toContainText('may be taken away at any time');
  await expect(dialog).toContainText('It is not started');
  const sent = page.waitForRequest(
    request => request.method() === 'POST' && /\/clusters\?/.test(request.url())
  );
  await saturn.dialogButton('Create').click();
  expect((await sent).postDataJSON()).toMatchObject({ worker_is_spot: true });
  await expect(dialog).toHaveCount(0);
  expect(await double.writes()).toEqual(['POST /api/dask_clusters']);
});
