import type { Locator } from '@playwright/test';

import { Double, enterToken, forgetToken, setSetting } from './double';
import type { Saturn } from './saturn';
import { expect, test } from './saturn';
import { changeSnapshot } from './snapshot';

let double: Double;

test.beforeEach(async () => {
  double = await Double.start();
});

test.afterEach(async ({ page }) => {
  await forgetToken(page, double.url);
  double.stop();
});

/** Sign in, and open the double's stopped cluster. */
async function openStopped(saturn: Saturn): Promise<Locator> {
  await setSetting(saturn.page, 'baseUrl', double.url);
  await setSetting(saturn.page, 'project', '0'.repeat(32));
  await enterToken(saturn.page, double.url);
  const row = saturn.panel.getByRole('row', { name: 'cluster off' });
  await row.locator('.jp-Saturn-rowTitle').click();
  await expect(row).toContainText('Stopped');
  return row;
}

test('a start says what it waits for and why, is announced, and can be cancelled', async ({
  page,
  saturn
}) => {
  await changeSnapshot(page, snapshot => {
    for (const cluster of snapshot.clusters) {
      if (cluster.status === 'pending') {
        cluster.stage = {
          step: 'workers',
          workers_ready: 1,
          workers_total: 2
        };
        cluster.stage_detail = {
          part: 'worker',
          reason: 'Unschedulable',
          message: '0/3 nodes are available'
        };
      }
    }
  });
  const row = await openStopped(saturn);
  await row.getByRole('button', { name: 'Start' }).click();
  await saturn.dialogButton('Start').click();
  await expect(row).toContainText(/Starting · \d+ s/);
  await expect(row.getByRole('progressbar')).toHaveAccessibleName(
    'Start of cluster off'
  );
  await expect(row.getByRole('listitem')).toHaveCount(4);
  await expect(row).toContainText('✓ Scheduler');
  await expect(row).toContainText('1 of 2');
  await expect(row).toContainText('Unschedulable · 0/3 nodes are available');
  await expect(
    saturn.panel
      .getByRole('status')
      .filter({ hasText: 'cluster off: Starting' })
  ).toHaveCount(1);

  await row.getByRole('button', { name: 'Cancel' }).click();
  await saturn.dialogButton('Stop').click();
  await expect(row).toContainText('Stopping');
  expect(await double.writes()).toEqual([
    'POST /api/dask_clusters/off/start',
    'POST /api/dask_clusters/off/stop'
  ]);
});

test('an action that fails leaves the state as it was, and is told of once', async ({
  page,
  saturn
}) => {
  await page.route('**/clusters/*/start*', route =>
    route.fulfill({
      status: 502,
      json: {
        code: 'refused',
        title: 'Saturn refuses to start it',
        reason: 'The quota is used up.',
        hint: 'Stop another cluster.',
        request_id: 'r1'
      }
    })
  );
  const row = await openStopped(saturn);
  const start = row.getByRole('button', { name: 'Start' });
  const notices = page.locator('.Toastify__toast', {
    hasText: 'Saturn refuses to start it'
  });
  for (let time = 0; time < 2; time++) {
    await start.click();
    const answered = page.waitForResponse(/\/clusters\/[^/]+\/start/);
    await saturn.dialogButton('Start').click();
    await answered;
    await expect(start).toBeEnabled();
    await expect(row).toContainText('Stopped');
    await expect(notices).toHaveCount(1);
  }
  expect(await double.writes()).toEqual([]);
});
