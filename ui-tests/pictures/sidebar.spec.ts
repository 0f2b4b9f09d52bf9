import { join } from 'node:path';

import { enterToken, setSetting, Double, forgetToken } from '../tests/double';
import { expect, test } from '../tests/saturn';

const IMAGES = join(__dirname, '..', '..', 'docs', 'images');
const THEMES = ['Light', 'Dark'];

test.use({ viewport: { width: 1200, height: 620 } });

test('the pictures of the idle watch', async ({ page, saturn }) => {
  test.setTimeout(420_000);
  // The settings allow five minutes at least.
  const watch = async (action: string): Promise<void> => {
    const answer = await page.request.put('/jupyterlab-saturn/api/connection', {
      data: { idle_action: action, idle_minutes: 1 }
    });
    expect(answer.ok()).toBe(true);
  };
  await saturn.start();
  await saturn.notebook('analysis.ipynb', ['client']);
  await saturn.attach();
  await watch('stop');
  const box = saturn.panel.getByRole('group', { name: 'first-steps is idle' });
  await expect(box.getByRole('timer')).toBeVisible({ timeout: 300_000 });
  await expect(page.locator('.Toastify__toast')).toBeVisible();
  for (const theme of THEMES) {
    await page.theme.setTheme(`JupyterLab ${theme}`);
    await expect(box.getByRole('timer')).toBeVisible();
    await page.screenshot({
      path: join(IMAGES, `idle-${theme.toLowerCase()}.png`)
    });
  }
  await box.getByRole('button', { name: 'Keep running' }).click();
  await expect(box).toHaveCount(0);
  await watch('notify');
});

for (const theme of THEMES) {
  test(`the pictures of an account with jobs, ${theme}`, async ({
    page,
    saturn
  }) => {
    const double = await Double.start();
    await page.setViewportSize({ width: 1200, height: 1100 }); // all of the panel
    await page.theme.setTheme(`JupyterLab ${theme}`);
    await setSetting(page, 'baseUrl', double.url);
    await setSetting(page, 'project', '0'.repeat(32));
    await enterToken(page, double.url);
    const row = saturn.panel.getByRole('row', { name: 'cluster run' });
    await row.locator('.jp-Saturn-rowTitle').click();
    await saturn.panel
      .getByRole('button', { name: 'Jobs and deployments' })
      .click();
    await expect(saturn.panel).toContainText('next run');
    await saturn.panel.screenshot({
      path: join(IMAGES, `account-${theme.toLowerCase()}.png`)
    });
    await forgetToken(page, double.url);
    double.stop();
  });
}
