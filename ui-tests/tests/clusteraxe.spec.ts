import { complaints, THEMES } from './axe';
import { expect, test } from './saturn';
import { changeSnapshot } from './snapshot';

/** Workers whose memory is fine, high and full. */
const SHARES = [0.3, 0.8, 0.97];

for (const theme of THEMES) {
  test(`the cluster view and its dialogs break no rule of axe-core, ${theme}`, async ({
    page,
    saturn
  }) => {
    await page.theme.setTheme(theme);
    await saturn.start();
    await changeSnapshot(page, snapshot => {
      for (const cluster of snapshot.clusters) {
        cluster.worker_size = 'gpu';
        cluster.warnings = ['The image is old.'];
      }
      snapshot.sizes = [
        {
          ...{ name: 'gpu', display: 'T4 - 4 cores', cores: 4, gpu: 1 },
          ...{ gpu_type: 'T4', memory_bytes: 16e9, price_per_hour: 0.5 }
        }
      ];
    });
    await page.route('**/clusters/*/workers*', route =>
      route.fulfill({
        json: {
          total: 60,
          offset: 0,
          rows: SHARES.map((share, index) => ({
            name: `gpu-${index}`,
            address: `tls://10.0.0.1:${index}`,
            status: index > 0 ? 'running' : 'paused',
            threads: 4,
            memory_used: share * 16e9,
            memory_limit: 16e9,
            cpu: 100 * index,
            executing: 4,
            processing: 7,
            last_seen: '2026-01-01T00:00:00Z'
          })),
          totals: {
            workers: 60,
            threads: 240,
            memory_used: 8e10,
            memory_limit: 96e10,
            cpu: 4000,
            executing: 200,
            processing: 3000
          }
        }
      })
    );
    await saturn.panel.getByRole('button', { name: 'Refresh' }).click();
    await expect(saturn.panel).toContainText('1 × GPU T4');
    await expect(saturn.panel).toContainText('Warning: The image is old.');
    await expect(saturn.panel).toContainText('97 % full');
    expect(await complaints(saturn, '.jp-Saturn')).toEqual([]);

    const dialog = page.getByRole('dialog');
    for (const name of ['Scale…', 'Edit…', 'Delete…', 'New cluster…']) {
      await saturn.panel.getByRole('button', { name }).click();
      await saturn.dialogReady();
      expect(await complaints(saturn, '.jp-Dialog')).toEqual([]);
      const adaptive = dialog.getByLabel(/adaptive/);
      if (name === 'Scale…') {
        await adaptive.check();
        await dialog.getByLabel('At most').fill('none');
        await expect(dialog).toContainText('Give a whole number');
        expect(await complaints(saturn, '.jp-Dialog')).toEqual([]);
      }
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
    }

    await saturn.panel.getByRole('button', { name: /more…/ }).click();
    await expect(saturn.panel.getByRole('option').first()).toBeVisible();
    expect(await complaints(saturn, '.jp-Saturn')).toEqual([]);
    await page.evaluate(
      () => void window.jupyterapp.commands.execute('saturn:open-dashboard')
    );
    await expect(dialog.getByRole('option').first()).toBeVisible();
    expect(await complaints(saturn, '.jp-Dialog')).toEqual([]);
  });
}

test('the cluster view fits a page at 200 %, where all is reached by keyboard', async ({
  page,
  saturn
}, testInfo) => {
  await saturn.start();
  const size = page.viewportSize() ?? { width: 1280, height: 800 };
  await page.setViewportSize({
    width: size.width / 2,
    height: size.height / 2
  });
  const table = saturn.panel.getByRole('table', { name: 'Workers' });
  await expect(table.getByRole('rowheader')).toHaveCount(2);
  const view = saturn.panel.locator('.jp-Saturn-clusterView');
  const tooWide = await view.evaluate(
    node =>
      [node, ...node.querySelectorAll('*')].filter(
        one =>
          one.getBoundingClientRect().right >
          node.getBoundingClientRect().right + 1
      ).length
  );
  expect(tooWide).toBe(0);
  const remove = view.getByRole('button', { name: 'Delete…' });
  await remove.focus();
  await expect(remove).toBeInViewport();
  await page.screenshot({ path: testInfo.outputPath('at-200-percent.png') });
  await page.keyboard.press('Enter');
  const cancel = saturn.dialogButton('Cancel');
  await expect(cancel).toBeFocused();
  await expect(cancel).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
