import { expect, test } from './saturn';

const IS_THERE = 'print("client" in globals())';

test('K3 an attach comes after the running cell, ahead of the next one', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('behind.ipynb', [
    'print(input("go?"))\nprint("client" in globals())',
    'print(client.status)'
  ]);
  await page.notebook.runCell(0, { inplace: true, wait: false });
  const box = page.locator('.jp-Stdin-input');
  await expect(box).toBeVisible();
  await saturn.action('Attach').click();
  await expect(saturn.button).toContainText('waiting for the running cell');
  await expect(box).toBeVisible(); // the cell is not interrupted
  await box.fill('on');
  await page.keyboard.press('Enter');
  await expect.poll(() => saturn.output(0)).toContain('on\nFalse');
  await expect(saturn.button).toContainText('2 workers');
  expect(await saturn.run(1)).toContain('running');
});

test('K12 a notebook that is closed while it attaches leaves a free kernel', async ({
  page,
  saturn,
  tmpPath
}) => {
  await saturn.start();
  await saturn.notebook('closed.ipynb', [IS_THERE]);
  await page.notebook.save();
  let letGo: () => void = () => undefined;
  const held = new Promise<void>(resolve => (letGo = resolve));
  await page.route('**/certificate*', async route => {
    await held;
    await route.continue().catch(() => undefined); // it was cancelled
  });
  const asked = page.waitForRequest('**/certificate*');
  await saturn.action('Attach').click();
  await asked;
  await page.notebook.close(false);
  letGo();
  await expect(saturn.panel.getByText('closed.ipynb')).toHaveCount(0);
  await saturn.openNotebook(`${tmpPath}/closed.ipynb`);
  await expect(saturn.button).toContainText('Attach…');
  expect(await saturn.run(0)).toContain('False');
});

test('K5 an interrupt of a cell that computes leaves the client', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('interrupted.ipynb', [
    'import time\nclient.submit(time.sleep, 600).result()',
    'print(client.status, len([c for c in type(client)._instances if c.status == "running"]))'
  ]);
  await saturn.attach();
  await page.notebook.runCell(0, { inplace: true, wait: false });
  await expect(page.getByText('Python 3 (ipykernel) | Busy')).toBeVisible();
  await page.menu.clickMenuItem('Kernel>Interrupt Kernel');
  await expect.poll(() => saturn.output(0)).toContain('KeyboardInterrupt');
  expect((await saturn.run(1)).trim()).toBe('running 1');
  await expect(saturn.button).toContainText('first-steps · 2 workers');
});
