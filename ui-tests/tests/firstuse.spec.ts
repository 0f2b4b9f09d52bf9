import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { Elsewhere } from './elsewhere';
import { expect, galataReady, test } from './saturn';

/** Whether what the first use loads has been loaded. */
function isLoaded(page: IJupyterLabPageFixture): Promise<boolean> {
  return page.evaluate(() =>
    window.jupyterapp.hasPlugin('jupyterlab-saturn:sidebar')
  );
}

/** Open JupyterLab anew, without the panel, and wait until our server was asked what runs. */
async function openAnew(page: IJupyterLabPageFixture): Promise<void> {
  const asked = page.waitForResponse('**/jupyterlab-saturn/api/state?*look=0*');
  const loaded = page.waitForEvent('load');
  // With the layout of before the panel might come back opened.
  await page.evaluate(() => window.location.assign('/lab?reset'));
  await loaded;
  await page.waitForFunction(() => !!window.jupyterapp);
  await page.evaluate(async () => window.jupyterapp.restored);
  await asked;
  await galataReady(page);
}

test.beforeEach(async ({ page, saturn }) => {
  await saturn.stop();
  await openAnew(page);
  await page.waitForLoadState('networkidle');
  expect(await isLoaded(page)).toBe(false);
});

test.describe('before the first use', () => {
  test('commands are there, and the first one loads what it does', async ({
    page,
    saturn
  }) => {
    const labels = await page.evaluate(() =>
      ['saturn:attach', 'saturn:scale-cluster'].map(id =>
        window.jupyterapp.commands.label(id)
      )
    );
    expect(labels).toEqual(['Attach Notebook to Cluster', 'Scale Cluster…']);
    const isEnabled = (id: string): Promise<boolean> =>
      page.evaluate(id => window.jupyterapp.commands.isEnabled(id), id);
    expect(await isEnabled('saturn:insert-connect-cell')).toBe(false);
    expect(await isEnabled('saturn:open-panel')).toBe(true);
    expect(await isLoaded(page)).toBe(false);
    await page.evaluate(() =>
      window.jupyterapp.commands.execute('saturn:open-panel')
    );
    await expect(saturn.cluster).toBeVisible();
  });

  test('the panel loads what it shows', async ({ page, saturn }) => {
    await page.sidebar.openTab('jupyterlab-saturn');
    await expect(saturn.cluster).toBeVisible();
    expect(await isLoaded(page)).toBe(true);
  });

  test('the settings editor draws the fields', async ({ page, saturn }) => {
    await page.evaluate(() =>
      window.jupyterapp.commands.execute('settingeditor:open', {
        query: 'Saturn'
      })
    );
    await expect(saturn.setting('baseUrl')).toBeVisible();
    expect(await isLoaded(page)).toBe(true);
  });

  test('a notebook gets its button', async ({ page, saturn }) => {
    await page.notebook.createNew(`first-${Date.now()}.ipynb`, {
      kernel: 'python3'
    });
    await expect(saturn.button).toContainText('Attach…');
    expect(await isLoaded(page)).toBe(true);
  });

  test('a cluster that another page starts is watched', async ({
    page,
    saturn
  }) => {
    const elsewhere = new Elsewhere();
    const id = await elsewhere.first();
    // As the other page does, whose server is this one's.
    const started = await page.request.post(
      `/jupyterlab-saturn/api/clusters/${id}/start`
    );
    expect(started.ok()).toBe(true);
    await expect.poll(() => isLoaded(page)).toBe(true);
    await saturn.open();
    await expect(saturn.cluster).toContainText('Running');
  });
});
