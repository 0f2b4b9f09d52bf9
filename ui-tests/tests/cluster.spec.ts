import { expect, test } from './saturn';

test('the cluster object changes the cluster through the page', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('object.ipynb', [
    'cluster.scale(3)\nclient.wait_for_workers(3, timeout=60)\nprint(cluster.status)',
    'cluster.scale(-1)',
    'cluster.close()',
    'cluster.scale(2)\nprint(input("name?"))'
  ]);
  await saturn.attach();
  expect(await saturn.run(0)).toContain('running');
  await expect(page.locator('.jp-Stdin')).toHaveCount(0);
  await expect(saturn.cluster).toContainText('3 of 3');
  await expect(saturn.button).toContainText('3 workers');
  expect(await saturn.run(1)).toContain(
    'Workers are counted in whole numbers from 0 to 64.'
  );

  const closed = page.notebook.runCell(2, true);
  await saturn.dialogButton('Cancel').click();
  await closed;
  expect(await saturn.output(2)).toContain(
    'You did not agree to stop the cluster.'
  );
  await expect(saturn.cluster).toContainText('Running');

  // The user's own questions still come to the user.
  const asked = page.notebook.runCell(3, true);
  await page.locator('.jp-Stdin-input').fill('ada');
  await page.keyboard.press('Enter');
  await asked;
  await expect(saturn.cluster).toContainText('2 of 2');
  expect(await saturn.output(3)).toContain('ada'); // by now the box is gone

  const stopped = page.notebook.runCell(2, true);
  await saturn.dialogButton('Stop').click();
  await stopped;
  await expect(saturn.action('Start')).toBeVisible();
});

test('a cell run while the cluster object waits is not dropped', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('waits.ipynb', ['cluster.scale(2)', 'print("second")']);
  await saturn.attach();
  let answer: () => void = () => undefined;
  const held = new Promise<void>(resolve => (answer = resolve));
  await page.route('**/scale*', async route => {
    await held;
    await route.continue();
  });
  const scaled = page.waitForRequest('**/scale*');
  await page.notebook.selectCells(0);
  await page.keyboard.press('Shift+Enter');
  await scaled;
  await page.notebook.selectCells(1);
  await page.keyboard.press('Shift+Enter');
  await expect(page.locator('.jp-Dialog')).toHaveCount(0);
  answer();
  await expect.poll(() => saturn.output(1)).toContain('second');
});

test('a kernel that does not fit is not attached, unless the user insists', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('unfit.ipynb', [
    'print("client" in globals())',
    'import sys\nprint(client.submit(lambda: sys.executable).result() == sys.executable)'
  ]);
  // The cluster says that it runs another Python.
  await page.route('**/certificate*', async route => {
    const response = await route.fetch();
    const answer = (await response.json()) as {
      versions: { scheduler: Record<string, string> };
    };
    answer.versions.scheduler.python = '3.8.1';
    await route.fulfill({ response, json: answer });
  });
  const dialog = page.locator('.jp-Dialog');
  const python = dialog.getByRole('row', { name: /^python/ });

  await saturn.action('Attach').click();
  await expect(dialog).toContainText(
    'The kernel’s packages do not fit the cluster’s'
  );
  await expect(python).toContainText('3.8.1');
  await expect(python).toContainText('does not fit');
  await saturn.dialogButton('Close').click();
  await expect(saturn.button).toContainText('failed');
  expect(await saturn.run(0)).toContain('False');

  await saturn.button.click();
  await page.getByRole('menuitem', { name: 'Compare Versions…' }).click();
  await saturn.dialogButton('Attach Anyway').click();
  await expect(saturn.button).toContainText('2 workers');
  expect(await saturn.run(0)).toContain('True');

  // Attached all the same, with a mark, also after a restart.
  await page.menu.clickMenuItem('Kernel>Restart Kernel…');
  await page.getByRole('button', { name: 'Confirm Kernel Restart' }).click();
  await expect(saturn.button).toContainText('2 workers');
  await expect(saturn.button).toHaveAccessibleName(/Some versions differ/);
  await page.unroute('**/certificate*');

  await page.menu.clickMenuItem('Kernel>Saturn>Compare Versions…');
  await saturn.dialogButton('Match This Kernel').click();
  await saturn.dialogButton('Restart').click();
  await expect(saturn.button).not.toHaveAccessibleName(/Some versions differ/);
  await expect(saturn.button).toContainText('2 workers');
  expect(await saturn.run(1)).toContain('True');
});

test('the versions of the cluster become an install cell', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('install.ipynb', ['1']);
  await page.route('**/certificate*', async route => {
    const response = await route.fetch();
    const answer = (await response.json()) as {
      versions: { scheduler: Record<string, string> };
    };
    answer.versions.scheduler.msgpack = '1.0.0';
    await route.fulfill({ response, json: answer });
  });
  await saturn.attach();
  await expect(saturn.button).toHaveAccessibleName(/Some versions differ/);
  await saturn.button.click();
  await page.getByRole('menuitem', { name: 'Compare Versions…' }).click();
  await saturn.dialogButton('Match the Cluster').click();
  expect(await page.notebook.getCellCount()).toBe(2);
  expect(await page.notebook.getCellTextInput(1)).toContain('msgpack==1.0.0');
});
