import { installOtherPython, removeOtherPython } from './otherpython';
import { expect, test } from './saturn';

let isThere = false;

test.beforeAll(() => {
  test.setTimeout(300_000); // an environment may have to be made
  isThere = installOtherPython();
});
test.afterAll(removeOtherPython);

test('K8 the cluster restarts under the Python of a kernel that does not fit it', async ({
  page,
  saturn
}) => {
  test.skip(!isThere, 'There is no Python 3.10 on this machine.');
  await saturn.start();
  await page.notebook.createNew('other.ipynb', { kernel: 'other' });
  await page.notebook.setCell(0, 'code', 'print("client" in globals())');
  await page.notebook.addCell(
    'code',
    'import sys\nprint(client.submit(lambda: sys.executable).result() == sys.executable)'
  );
  await expect(page.getByText('Other Python | Idle')).toBeVisible();
  const dialog = page.locator('.jp-Dialog');
  const python = dialog.getByRole('row', { name: /^python/ });
  const distributed = dialog.getByRole('row', { name: /^distributed/ });

  await saturn.action('Attach').click();
  await expect(dialog).toContainText(
    'The kernel’s packages do not fit the cluster’s'
  );
  await expect(python).toContainText('3.10.');
  await expect(python).toContainText('does not fit');
  await expect(distributed).toContainText('2025.5.1');
  await expect(distributed).toContainText('differs');
  await expect(saturn.dialogButton('Match the Cluster')).toHaveCount(0); // no cell could
  await expect(saturn.dialogButton('Attach Anyway')).toBeVisible();
  await expect(saturn.button).toContainText('first-steps · failed');

  await saturn.dialogButton('Match This Kernel').click();
  await saturn.dialogButton('Restart').click();
  await expect(saturn.button).toContainText('2 workers', { timeout: 60_000 });
  await expect(saturn.button).not.toHaveAccessibleName(/Some versions differ/);
  expect(await saturn.run(1)).toContain('True');
});
