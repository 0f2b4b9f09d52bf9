import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from './saturn';

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'first-steps.ipynb');

test('three clicks compute on the cluster', async ({
  page,
  saturn,
  tmpPath
}) => {
  await page.contents.uploadContent(
    readFileSync(EXAMPLE, 'utf-8'),
    'text',
    `${tmpPath}/first-steps.ipynb`
  );
  await saturn.openNotebook(`${tmpPath}/first-steps.ipynb`);
  await saturn.start();
  await saturn.attach();
  expect(await saturn.run(1)).toContain('pi is about 3.1');
  const [, workers, kernel] =
    /processes \[(.+)\] and not by (\d+)/.exec(await saturn.output(1)) ?? [];
  expect(workers?.split(', ')).not.toContain(kernel);
  expect(await saturn.run(3)).toContain('spread of the column means');
  await expect(saturn.panel.getByText('first-steps.ipynb')).toBeVisible();
});

test('the client is there after each of ten restarts, before the first cell', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('restarts.ipynb', [
    'import os\nprint(client.submit(os.getpid).result() != os.getpid())',
    'print(len([c for c in type(client)._instances if c.status == "running"]), os.getpid())'
  ]);
  await saturn.attach();
  const kernels = new Set<string>();
  for (let round = 0; round < 10; round++) {
    await page.menu.clickMenuItem('Kernel>Restart Kernel and Run All Cells…');
    await page.getByRole('button', { name: 'Confirm Kernel Restart' }).click();
    await expect
      .poll(async () => {
        const [count, kernel] = (await saturn.output(1)).trim().split(' ');
        return count === '1' && !!kernel && !kernels.has(kernel) && kernel;
      })
      .toBeTruthy();
    expect((await saturn.output(0)).trim()).toBe('True');
    kernels.add((await saturn.output(1)).trim().split(' ')[1] ?? '');
    await expect(saturn.button).toContainText('2 workers');
  }
  expect(kernels.size).toBe(10);
});

test('a cell run while the certificate is on its way waits for it', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('delayed.ipynb', ['print(client.status)']);
  const delayed: Promise<void>[] = [];
  await page.route('**/certificate*', async route => {
    const wait = new Promise<void>(resolve => setTimeout(resolve, 2000));
    delayed.push(wait);
    await wait;
    await route.continue();
  });
  const asked = page.waitForRequest('**/certificate*');
  await saturn.action('Attach').click();
  await asked;
  await page.notebook.selectCells(0);
  await page.keyboard.press('Shift+Enter');
  await expect.poll(() => saturn.output(0)).toContain('running');
  expect(delayed).toHaveLength(1);
  await expect(page.locator('.jp-Dialog')).toHaveCount(0);
  await expect(saturn.button).toContainText('2 workers');
});

test('a reload finds the attachment in the kernel', async ({
  page,
  saturn,
  tmpPath
}) => {
  await saturn.start();
  await saturn.notebook('reload.ipynb', ['print(client.status)']);
  await saturn.attach();
  await page.notebook.save();
  // Galata's own reload waits for the file browser, whose place the sidebar takes.
  const loaded = page.waitForEvent('load');
  await page.evaluate(() => window.location.reload());
  await loaded;
  await page.waitForFunction(() => !!window.jupyterapp);
  await saturn.openNotebook(`${tmpPath}/reload.ipynb`);
  await expect(saturn.button).toContainText('first-steps');
  /* eslint-disable jupyter/galata-prefer-notebook-cell-helper --
     Galata's helpers do not know the page after a reload of this kind. */
  const notebook = page.locator('.jp-NotebookPanel:visible');
  await notebook.locator('.jp-CodeCell .cm-content').first().click();
  await page.keyboard.press('Shift+Enter');
  /* eslint-enable jupyter/galata-prefer-notebook-cell-helper */
  await expect(notebook.locator('.jp-OutputArea-output')).toHaveText('running');
});

test('detach closes the client and leaves the cluster', async ({ saturn }) => {
  await saturn.start();
  await saturn.notebook('detach.ipynb', ['print("client" in globals())']);
  await saturn.attach();
  expect(await saturn.run(0)).toContain('True');
  await saturn.action('Detach').click();
  await expect(saturn.button).toContainText('Attach…');
  expect(await saturn.run(0)).toContain('False');
  await expect(saturn.cluster).toContainText('Running');
});
