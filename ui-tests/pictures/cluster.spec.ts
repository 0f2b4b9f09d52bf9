import { join } from 'node:path';

import { expect, test } from '../tests/saturn';

const IMAGES = join(__dirname, '..', '..', 'docs', 'images');

test.use({ viewport: { width: 1200, height: 900 } });

for (const theme of ['Light', 'Dark']) {
  test(`the pictures of one cluster, ${theme}`, async ({ page, saturn }) => {
    test.setTimeout(300_000);
    const path = (name: string): string =>
      join(IMAGES, `${name}-${theme.toLowerCase()}.png`);
    const dialog = page.locator('.jp-Dialog-content');
    const line = saturn.panel.getByRole('img', { name: /^CPU/ });
    await page.theme.setTheme(`JupyterLab ${theme}`);
    await saturn.start();
    await saturn.notebook('work.ipynb', [
      [
        'import dask.array as da, time',
        'parts = client.map(lambda n: [0] * 20_000_000 and time.sleep(0.3), range(60), pure=False)',
        'total = da.random.random((6000, 6000), chunks=1000).std().compute()',
        'futures = client.map(lambda n: sum(range(2_000_000)), range(400), pure=False)',
        'time.sleep(3)'
      ].join('\n'),
      'client.cancel(parts + futures)'
    ]);
    await saturn.attach();
    await saturn.run(0);
    await expect(line).toHaveAccessibleName(/now [1-9]/);
    await expect
      .poll(async () => {
        const points = await line.locator('polyline').getAttribute('points');
        return points?.split(' ').length;
      })
      .toBeGreaterThan(6);
    await saturn.panel.screenshot({ path: path('cluster') });
    await saturn.run(1);

    await saturn.action('Scale…').click();
    await page.getByLabel('As many as the work needs (adaptive)').check();
    await page.getByLabel('At most').fill('4');
    await dialog.screenshot({ path: path('scale') });
    await saturn.dialogButton('Cancel').click();
    await saturn.panel.getByRole('button', { name: 'Edit…' }).click();
    await dialog.screenshot({ path: path('edit') });
    await saturn.dialogButton('Cancel').click();
  });
}
