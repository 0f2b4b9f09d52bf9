import { expect, test } from './saturn';
import { changeSnapshot } from './snapshot';

test('the running panel lists the clusters, and stops them after a question', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await page.sidebar.openTab('jp-running-sessions');
  const section = page.getByRole('region', { name: 'Saturn Clusters Section' });
  const item = section.locator('.jp-RunningSessions-item');
  await expect(item).toContainText('first-steps');
  await expect(item).toContainText('Running · local, free');
  await item.hover();
  await item.getByTitle('Stop Cluster…').click();
  await saturn.dialogButton('Cancel').click();
  await expect(item).toContainText('Running');

  await item.getByText('first-steps').click();
  await expect(saturn.cluster).toBeVisible();

  await page.sidebar.openTab('jp-running-sessions');
  await item.hover();
  await item.getByTitle('Stop Cluster…').click();
  await saturn.dialogButton('Stop').click();
  await expect(item).toHaveCount(0);
});

test('a card in the launcher opens the first steps', async ({
  page,
  saturn
}) => {
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('launcher:create');
  });
  const card = page
    .locator('.jp-Launcher:visible')
    .getByRole('button', { name: 'First Steps with Dask' });
  await card.click();
  await expect(
    page.getByRole('tab', { name: 'first-steps.ipynb' })
  ).toBeVisible();
  await expect(saturn.button).toBeVisible();
  expect(await page.notebook.getCellCount()).toBe(5);
  await expect(saturn.panel).toBeVisible();
});

test('the status bar opens the panel', async ({ page, saturn }) => {
  await saturn.notebook('status.ipynb', ['1']);
  await expect(saturn.status).toContainText('not attached');
  await saturn.start();
  await saturn.attach();
  await expect(saturn.status).toContainText('2 workers · local, free');
  await page.sidebar.close('left');
  await expect(saturn.panel).toBeHidden();
  await saturn.status.getByRole('button').click();
  await expect(saturn.panel).toBeVisible();
});

test('the status bar tells what the cluster costs', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await changeSnapshot(page, snapshot => {
    snapshot.local = false;
    for (const cluster of snapshot.clusters) {
      cluster.price_per_hour = 0.524;
    }
  });
  await saturn.panel.getByRole('button', { name: 'Refresh' }).click();
  await saturn.notebook('price.ipynb', ['1']);
  await expect(saturn.cluster).toContainText('about $0.52/h');
  await saturn.attach();
  await expect(saturn.status).toContainText('2 workers · about $0.52/h');
});
