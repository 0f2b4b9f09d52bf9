import type { Page } from '@playwright/test';

import { expect, test } from './saturn';
import { setHidden } from './visibility';

/** Reload, and come back to the notebook and the sidebar. */
async function reload(page: Page): Promise<void> {
  const loaded = page.waitForEvent('load');
  await page.evaluate(() => window.location.reload());
  await loaded;
  await page.waitForFunction(() => !!window.jupyterapp);
}

test('U3 a sleep of eight hours asks nothing, and once when it is over', async ({
  page,
  saturn,
  tmpPath
}) => {
  await saturn.start();
  await saturn.notebook('sleep.ipynb', ['print(client.status)']);
  await saturn.attach();
  await page.notebook.save();

  const looks: string[] = [];
  const questions: string[] = [];
  page.on('request', request => {
    const url = new URL(request.url());
    const isState = url.pathname.endsWith('/jupyterlab-saturn/api/state');
    if (isState && url.searchParams.get('look') !== '0') {
      looks.push(url.search); // what follows an event of the server's is no look
    }
  });
  page.on('websocket', socket =>
    socket.on('framesent', ({ payload }) => {
      if (payload.toString().includes("['_jupyterlab_saturn'].report()")) {
        questions.push(socket.url());
      }
    })
  );
  await page.clock.install(); // the timers that are made from now on
  await reload(page);
  await saturn.openNotebook(`${tmpPath}/sleep.ipynb`);
  await expect(saturn.button).toContainText('first-steps');
  await saturn.open();
  await expect(saturn.cluster).toContainText('Running');
  expect(looks.length).toBeGreaterThan(0);
  expect(questions.length).toBeGreaterThan(0);

  await setHidden(page, true);
  looks.length = questions.length = 0;
  await page.clock.fastForward('08:00:00'); // as a laptop that was closed
  await page.clock.runFor('02:00'); // it is open, and the tab still hidden
  expect([looks, questions]).toEqual([[], []]);

  await setHidden(page, false);
  await expect.poll(() => [looks.length, questions.length]).toEqual([1, 1]);
  await page.clock.runFor('00:10');
  await expect(saturn.panel).toContainText('checked');
  expect([looks.length, questions.length]).toEqual([1, 1]);
  await expect(saturn.button).toContainText('first-steps · 2 workers');
});
