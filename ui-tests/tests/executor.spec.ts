import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from './saturn';

const PLACE = join(
  process.env.SATURN_UI_HOME ?? '',
  'data',
  'labextensions',
  'other-executor'
);

// The page reads the list of extensions when it loads.
test.beforeAll(() =>
  cpSync(join(__dirname, '..', 'extensions', 'executor'), PLACE, {
    recursive: true
  })
);
test.afterAll(() => rmSync(PLACE, { recursive: true }));

test('a replaced executor of cells finds the client there, also after restarts', async ({
  page,
  saturn
}) => {
  const cellsRun = (): Promise<unknown> =>
    page.evaluate((): unknown => Reflect.get(window, 'cellsOfOtherExecutor'));
  await saturn.start();
  await saturn.notebook('executor.ipynb', [
    'print("client" in globals() and client.status)',
    'import os; print(os.getpid())'
  ]);

  // Shift+Enter while the certificate is on its way.
  let letGo: () => void = () => undefined;
  const held = new Promise<void>(resolve => (letGo = resolve));
  await page.route('**/certificate*', async route => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest('**/certificate*');
  await saturn.action('Attach').click();
  await asked;
  await page.notebook.selectCells(0);
  await page.keyboard.press('Shift+Enter');
  await expect.poll(cellsRun).toBe(1);
  letGo();
  await expect.poll(() => saturn.output(0)).toContain('running');
  await expect(page.locator('.jp-Dialog')).toHaveCount(0);
  await expect(saturn.button).toContainText('2 workers');
  await page.unroute('**/certificate*');

  const kernels = new Set<string>(['']);
  for (let round = 1; round <= 3; round++) {
    await page.menu.clickMenuItem('Kernel>Restart Kernel and Run All Cells…');
    await page.getByRole('button', { name: 'Confirm Kernel Restart' }).click();
    await expect
      .poll(async () => !kernels.has((await saturn.output(1)).trim()))
      .toBe(true);
    kernels.add((await saturn.output(1)).trim());
    expect((await saturn.output(0)).trim()).toBe('running');
    expect(await cellsRun()).toBe(1 + 2 * round);
    await expect(saturn.button).toContainText('2 workers');
  }
});
