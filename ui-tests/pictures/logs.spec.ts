import { join } from 'node:path';

import { expect, test } from '../tests/saturn';

const IMAGES = join(__dirname, '..', '..', 'docs', 'images');

test.use({ viewport: { width: 1200, height: 560 } });

for (const theme of ['Light', 'Dark']) {
  test(`the picture of the logs, ${theme}`, async ({ page, saturn }) => {
    await page.theme.setTheme(`JupyterLab ${theme}`);
    await saturn.start();
    await expect(saturn.cluster).toContainText('2 of 2');
    await expect(saturn.panel.getByRole('rowheader')).toHaveCount(2);
    await saturn.panel
      .getByRole('button', { name: 'Logs', exact: true })
      .click();
    const logs = page.getByRole('tabpanel', { name: 'Logs of first-steps' });
    await expect(logs).toContainText('distributed.scheduler');
    await logs.getByRole('searchbox').fill('worker');
    await page.keyboard.press('Enter');
    await expect(logs.locator('[aria-current="true"]')).toBeInViewport();
    await page.mouse.move(0, 0);
    await page.screenshot({
      path: join(IMAGES, `logs-${theme.toLowerCase()}.png`)
    });
  });
}
