import type { Page, Route } from '@playwright/test';

import { expect, localClusterPids, test } from './saturn';

const LIVE =
  'print(len([c for c in type(client)._instances if c.status == "running"]))';
const IS_THERE = 'print("client" in globals())';

/**
 * Hold back the certificates until they are let go.
 */
async function holdCertificates(page: Page): Promise<{
  asked: Promise<unknown>;
  letGo: () => Promise<void>;
}> {
  let letGo: () => void = () => undefined;
  const gone = new Promise<void>(resolve => {
    letGo = resolve;
  });
  const pattern = '**/certificate*';
  const hold = async (route: Route): Promise<void> => {
    await gone;
    await route.continue().catch(() => undefined); // the page may be gone as well
  };
  await page.route(pattern, hold);
  const asked = page.waitForRequest(pattern);
  return {
    asked,
    letGo: async () => {
      letGo();
      await page.unroute(pattern, hold);
    }
  };
}

/** JupyterLab tells of a crash in a dialog. */
async function dismissCrash(page: Page): Promise<void> {
  const dialog = page.locator('.jp-Dialog');
  await dialog.getByRole('button', { name: 'Ok' }).click();
  await expect(dialog).toHaveCount(0);
}

test('K2 a kernel that is killed while it attaches stays detached', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('killed.ipynb', [
    'import os; print(os.getpid())',
    IS_THERE
  ]);
  const pid = Number(await saturn.run(0));
  const held = await holdCertificates(page);
  await saturn.action('Attach').click();
  await held.asked;
  process.kill(pid, 'SIGKILL');
  await expect(saturn.button).toContainText('failed');
  await held.letGo();
  await dismissCrash(page);
  // Galata waits for an idle kernel first, and this one reads "starting" until something runs.
  await page.notebook.selectCells(1);
  await page.keyboard.press('Shift+Enter');
  await expect.poll(() => saturn.output(1)).toContain('False');
});

test('K3 an attach behind a running cell can be cancelled', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('busy.ipynb', [
    'import time\nwhile True: time.sleep(0.05)',
    IS_THERE
  ]);
  await page.notebook.runCell(0, { inplace: true, wait: false });
  await expect(page.getByText('Python 3 (ipykernel) | Busy')).toBeVisible();
  await saturn.action('Attach').click();
  await expect(saturn.button).toContainText('waiting for the running cell');
  await expect(saturn.status).toContainText('waiting for the running cell');
  await saturn.choose('Cancel Attach');
  await expect(saturn.button).toContainText('Attach…');
  await page.menu.clickMenuItem('Kernel>Interrupt Kernel');
  await expect(page.getByText('Python 3 (ipykernel) | Idle')).toBeVisible();
  expect(await saturn.run(1)).toContain('False');
});

test('K4 a restart while the certificate is on its way attaches once', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('again.ipynb', [LIVE]);
  const held = await holdCertificates(page);
  await saturn.action('Attach').click();
  await held.asked;
  await page.menu.clickMenuItem('Kernel>Restart Kernel…');
  await page.getByRole('button', { name: 'Confirm Kernel Restart' }).click();
  await held.letGo();
  await expect(saturn.button).toContainText('2 workers');
  expect((await saturn.run(0)).trim()).toBe('1');
});

test('K4 a kernel that crashed and was restarted is attached again', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('crash.ipynb', ['import os; os._exit(1)', LIVE]);
  await saturn.attach();
  await page.notebook.runCell(0, { inplace: true, wait: false });
  await expect(saturn.button).toContainText('waiting');
  await expect(saturn.button).toContainText('2 workers');
  await dismissCrash(page);
  expect((await saturn.run(1)).trim()).toBe('1');
});

test('K10 two notebooks on one kernel have one attachment', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('one.ipynb', ['print(id(client))']);
  await saturn.attach();
  const first = await saturn.run(0);
  await page.evaluate(async () => {
    const { commands, serviceManager } = window.jupyterapp;
    const [session] = [...serviceManager.sessions.running()].filter(s =>
      s.path.endsWith('one.ipynb')
    );
    await commands.execute('notebook:create-new', {
      kernelId: session?.kernel?.id
    });
  });
  await expect(saturn.button).toContainText('2 workers');
  await saturn.choose('Detach Notebook');
  await expect(saturn.button).toContainText('Attach…');
  await page.notebook.activate('one.ipynb');
  await expect(saturn.button).toContainText('Attach…');
  await saturn.attach();
  const second = await saturn.run(0);
  expect(second).not.toBe(first);
});

test('K12 a kernel that is switched away while it attaches leaves the new one alone', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('switched.ipynb', [IS_THERE]);
  const held = await holdCertificates(page);
  await saturn.action('Attach').click();
  await held.asked;
  await page.evaluate(async () => {
    const panel = window.jupyterapp.shell.currentWidget as unknown as {
      sessionContext: { changeKernel(model: object): Promise<unknown> };
    };
    await panel.sessionContext.changeKernel({ name: 'python3' });
  });
  await held.letGo();
  await expect(saturn.button).toContainText('Attach…');
  expect(await saturn.run(0)).toContain('False');
});

test('a renamed notebook stays attached under its new name', async ({
  page,
  saturn,
  tmpPath
}) => {
  await saturn.start();
  await saturn.notebook('before.ipynb', [LIVE]);
  await saturn.attach();
  await page.notebook.save();
  await page.evaluate(
    ([from, to]) => window.jupyterapp.serviceManager.contents.rename(from, to),
    [`${tmpPath}/before.ipynb`, `${tmpPath}/after.ipynb`] as const
  );
  await expect(saturn.panel.getByText('after.ipynb')).toBeVisible();
  await expect(saturn.panel.getByText('before.ipynb')).toHaveCount(0);
  await expect(saturn.button).toContainText('2 workers');
  expect((await saturn.run(0)).trim()).toBe('1');
});

test('C7 a killed scheduler is lost, and the notebook attaches again', async ({
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('killed-scheduler.ipynb', [LIVE]);
  await saturn.attach();
  for (const pid of localClusterPids()) {
    process.kill(pid, 'SIGKILL');
  }
  await expect(saturn.button).toContainText('first-steps · lost', {
    timeout: 20_000
  });
  await expect(saturn.status).toContainText('first-steps · lost');
  await saturn.action('Try again').click();
  await saturn.start();
  await saturn.attach();
  expect((await saturn.run(0)).trim()).toBe('1');
});

test('C6 a cluster that was restarted elsewhere is lost to its notebook', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('restarted.ipynb', [LIVE]);
  await saturn.attach();
  await saturn.action('Restart').click();
  await saturn.dialogButton('Restart').click();
  await expect(saturn.button).toContainText('first-steps · lost');
  await expect(saturn.panel.getByRole('alert')).toContainText(
    'The variables of the kernel are kept'
  );
  await page.notebook.activate('restarted.ipynb');
  await saturn.start();
  await saturn.choose('Attach to first-steps');
  await expect(saturn.button).toContainText('2 workers');
  expect((await saturn.run(0)).trim()).toBe('1');
});

test('U1 a reload while it attaches frees the kernel', async ({
  page,
  saturn,
  tmpPath
}) => {
  await saturn.start();
  await saturn.notebook('half.ipynb', [IS_THERE]);
  await page.notebook.save();
  const held = await holdCertificates(page);
  await saturn.action('Attach').click();
  await held.asked;
  const loaded = page.waitForEvent('load');
  await page.evaluate(() => window.location.reload());
  await loaded;
  await held.letGo();
  await page.waitForFunction(() => !!window.jupyterapp);
  await saturn.openNotebook(`${tmpPath}/half.ipynb`);
  await expect(saturn.button).toContainText('Attach…');
  await saturn.open();
  await saturn.attach();
});

test('U2 a second tab shows what the first one attached', async ({
  page,
  saturn,
  tmpPath
}) => {
  await saturn.start();
  await saturn.notebook('tabs.ipynb', [LIVE]);
  await page.notebook.save();
  const second = await page.context().newPage();
  await second.goto(`/doc/tree/${tmpPath}/tabs.ipynb`);
  const button = second.locator('.jp-NotebookPanel .jp-Saturn-button');
  await expect(button).toContainText('Attach…');
  await expect(second.getByText('Python 3 (ipykernel) | Idle')).toBeVisible();
  await saturn.attach();
  await expect(button).toContainText('first-steps', { timeout: 5000 });
  await saturn.choose('Detach Notebook');
  await expect(saturn.button).toContainText('Attach…');
  await expect(button).toContainText('Attach…', { timeout: 5000 });
  await second.close();
});
