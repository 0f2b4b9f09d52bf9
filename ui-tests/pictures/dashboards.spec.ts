import { join } from 'node:path';

import { expect, test } from '../tests/saturn';

const IMAGES = join(__dirname, '..', '..', 'docs', 'images');

test.use({ viewport: { width: 1400, height: 860 } });

for (const theme of ['Light', 'Dark']) {
  test(`the plots, ${theme}`, async ({ page, saturn }) => {
    test.slow();
    const shoot = async (name: string): Promise<void> => {
      await page.mouse.move(0, 0);
      const file = `${name}-${theme.toLowerCase()}.png`;
      await page.screenshot({ path: join(IMAGES, file) });
    };
    await page.theme.setTheme(`JupyterLab ${theme}`);
    await saturn.start();
    await saturn.notebook('plots.ipynb', [
      'import time\n\nfutures = client.map(time.sleep, [0.2] * 80, pure=False)\nlen(client.gather(futures))'
    ]);
    await saturn.attach();
    const dashboards = saturn.panel.getByRole('region', { name: 'Dashboards' });
    await dashboards.getByRole('button', { name: 'Open layout' }).click();
    const frames = page.locator('.jp-Saturn-plotFrame:not(.jp-mod-loading)');
    await expect(frames).toHaveCount(3);
    for (const frame of await frames.all()) {
      const canvas = frame.frameLocator('iframe').locator('canvas');
      await expect(canvas.first()).toBeVisible();
    }
    await page.notebook.activate('plots.ipynb');
    await page.notebook.runCell(0, true);
    const stream = page.frameLocator('iframe[title^="Task stream"]');
    await expect
      .poll(() =>
        stream.locator('canvas').evaluateAll(canvases =>
          (canvases as HTMLCanvasElement[]).some(canvas => {
            const pixels = canvas
              .getContext('2d')
              ?.getImageData(0, 0, canvas.width, canvas.height).data;
            let coloured = 0;
            for (let i = 0; pixels && i < pixels.length; i += 4) {
              const rgb = pixels.slice(i, i + 3);
              coloured += Math.max(...rgb) - Math.min(...rgb) > 60 ? 1 : 0;
            }
            return coloured > 2000;
          })
        )
      )
      .toBe(true);
    await shoot('dashboards');

    await dashboards.getByRole('button', { name: /more…$/ }).click();
    await dashboards.getByRole('combobox').fill('memory');
    await shoot('plots');

    const panes = page.locator('.jp-Saturn-dashboard');
    await page.route('**/jupyterlab-saturn/api/dashboard/**', route =>
      route.fulfill({ status: 502, body: '' })
    );
    await page
      .getByRole('button', { name: 'Load the plot anew' })
      .first()
      .click();
    await expect(panes.getByRole('row')).toHaveCount(3);
    await shoot('plot-unreachable');
    await page.unrouteAll({ behavior: 'wait' });

    await saturn.stop();
    await expect(panes.filter({ hasText: 'is stopped' })).toHaveCount(3);
    await shoot('plots-stopped');
  });
}
