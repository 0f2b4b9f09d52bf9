import { execFileSync } from 'node:child_process';

import { expect, test } from './saturn';
import type { IAnswered } from './snapshot';
import { changeSnapshot } from './snapshot';

/** Milliseconds of the server's countdown. */
const COUNTDOWN = 120_000;

/** Have the server tell that the cluster is idle, as it does while an alert is raised. */
function raise(
  action: 'notify' | 'stop',
  deadline: string | null
): (snapshot: IAnswered) => void {
  return snapshot => {
    snapshot.idle_alerts = snapshot.clusters
      .filter(cluster => cluster.status === 'running')
      .map(cluster => ({
        cluster_id: cluster.id,
        action,
        since: new Date(Date.now() - 28 * 60_000).toISOString(),
        raised_at: '2026-01-01T00:00:00Z',
        deadline,
        problem: null
      }));
  };
}

test('an idle cluster is told of once, in the panel and beside it', async ({
  page,
  saturn
}) => {
  await saturn.start();
  const deadline = new Date(Date.now() + COUNTDOWN).toISOString();
  let change = raise('stop', deadline);
  await changeSnapshot(page, snapshot => change(snapshot));
  await saturn.panel.getByRole('button', { name: 'Refresh' }).click();
  const box = saturn.panel.getByRole('group', { name: 'first-steps is idle' });
  await expect(box).toContainText('has been idle for 28 min');
  await expect(box.getByRole('timer')).toContainText(/stopped in (\d+ min )?/);
  const notice = page.locator('.Toastify__toast', { hasText: 'is idle' });
  await expect(notice).toHaveCount(1);
  await expect(notice).toContainText('It is stopped at');

  // With the panel closed, and after a reload of the page.
  await page.sidebar.close('left');
  await page.reload();
  await expect(notice).toHaveCount(1);
  await saturn.open();
  await expect(box.getByRole('timer')).toBeVisible();
  await expect(notice).toHaveCount(1);

  const kept = page.waitForRequest(
    request => request.method() === 'POST' && request.url().includes('/keep?')
  );
  change = () => undefined;
  await box.getByRole('button', { name: 'Keep running' }).click();
  await kept;
  await expect(box).toHaveCount(0);
  await expect(notice).toHaveCount(0);
  await expect(saturn.cluster).toContainText('Running');
});

test('an idle cluster is stopped now, while the kernel hangs', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('dead.ipynb', ['import os\nprint(os.getpid())']);
  await saturn.attach();
  const pid = Number(await saturn.run(0));
  // Jupyter would start one again that was killed.
  execFileSync('kill', ['-STOP', String(pid)]);
  try {
    await changeSnapshot(page, raise('notify', null));
    await saturn.panel.getByRole('button', { name: 'Refresh' }).click();
    const box = saturn.panel.getByRole('group', {
      name: 'first-steps is idle'
    });
    await expect(box.getByRole('timer')).toHaveCount(0);
    await box.getByRole('button', { name: 'Stop now' }).click();
    await expect(page.locator('.jp-Dialog')).toContainText('Stop first-steps?');
    await saturn.dialogButton('Stop').click();
    await expect(saturn.action('Start')).toBeVisible();
    await expect(box).toHaveCount(0);
  } finally {
    execFileSync('kill', ['-CONT', String(pid)]);
  }
});
