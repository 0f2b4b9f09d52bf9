import { expect, localSaturnPid, test } from './saturn';

test('K13 a variable of the user is left alone, and the user told', async ({
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('taken.ipynb', ['client = "mine"', 'print(client)']);
  await saturn.run(0);
  await saturn.action('Attach').click();
  await expect(saturn.button).toContainText('first-steps · failed');
  await expect(saturn.panel.getByRole('alert')).toContainText(
    'The kernel has a variable client of yours, which is left as it is.'
  );
  expect(await saturn.run(1)).toContain('mine');
});

test('without a notebook there is nothing to attach', async ({ saturn }) => {
  await saturn.start();
  await expect(saturn.action('Attach')).toBeDisabled();
  await expect(saturn.action('Attach')).toHaveAttribute(
    'title',
    'Open a notebook first'
  );
});

test('C3 a cluster that is stopped is lost to its notebooks', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('lost.ipynb', ['print(1)']);
  await saturn.attach();
  await saturn.stop();
  await expect(saturn.button).toContainText('first-steps · lost');
  await expect(saturn.panel.getByRole('alert')).toContainText(
    'The cluster stopped or restarted'
  );
  await page.notebook.activate('lost.ipynb');
  await saturn.start();
  await saturn.attach();
  expect(await saturn.run(0)).toContain('1');
});

test('N3 a Saturn that hangs is told of, and recovers by itself', async ({
  saturn
}) => {
  const pid = localSaturnPid();
  process.kill(pid, 'SIGSTOP');
  try {
    await saturn.panel.getByRole('button', { name: 'Refresh' }).click();
    const alert = saturn.panel.getByRole('alert');
    await expect(alert).toContainText('has stopped answering');
    await expect(
      alert.getByRole('button', { name: 'Try again' })
    ).toBeVisible();
    await expect(saturn.panel).toContainText('last seen');
    await expect(saturn.cluster).toBeVisible(); // the last good state is kept
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await expect(saturn.panel.getByRole('alert')).toHaveCount(0, {
    timeout: 90_000
  });
  await expect(saturn.panel).toContainText('checked');
});

test('C9 an impossible number of workers is refused', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.action('Scale…').click();
  const workers = page.getByLabel('Workers', { exact: true });
  for (const bad of ['-1', '1.5', '1000000']) {
    await workers.fill(bad);
    await saturn.dialogButton('Scale').click();
    await expect(page.locator('.jp-Dialog')).toContainText(
      'Give a whole number'
    );
    await expect(workers).toHaveValue(bad);
  }
  await saturn.dialogButton('Cancel').click();
  await expect(saturn.cluster).toContainText('2 of 2');
});

test('scaling changes the workers', async ({ page, saturn }) => {
  await saturn.start();
  for (const workers of ['3', '2']) {
    await saturn.action('Scale…').click();
    await page.getByLabel('Workers', { exact: true }).fill(workers);
    await saturn.dialogButton('Scale').click();
    await expect(saturn.cluster).toContainText(`${workers} of ${workers}`);
  }
});

test('settings take effect without a reload', async ({ page, saturn }) => {
  await saturn.start();
  await saturn.notebook('named.ipynb', ['print(dask_client.status)']);
  await saturn.openSettings();
  const saved = page.waitForRequest(
    request =>
      request.method() === 'PUT' && request.url().includes('/api/settings/')
  );
  await saturn.setting('clientName').fill('dask_client');
  await saved;
  await page.notebook.activate('named.ipynb');
  await saturn.attach();
  expect(await saturn.run(0)).toContain('running');
});

test('an address without a token is signed out, and back is one change', async ({
  page,
  saturn
}) => {
  await saturn.openSettings();
  const address = saturn.setting('baseUrl');
  await address.fill('https://saturn.invalid/');
  await address.press('Enter');
  await expect(saturn.panel).toContainText('Not signed in to saturn.invalid');
  await expect(saturn.panel.getByLabel('Token', { exact: true })).toBeVisible();
  await address.fill('');
  await address.press('Enter');
  await expect(saturn.panel).toContainText('Local Saturn');
  await expect(saturn.cluster).toBeVisible();
});
