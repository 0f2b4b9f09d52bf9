import { readFileSync } from 'node:fs';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { HOSTILE } from './double';
import { LogSaturn, numbered, openLogs, type Written } from './logsaturn';
import { expect, galataReady, test } from './saturn';
import { passMinute } from './visibility';

const SHOW = 'saturn:show-logs';
const REASON = "ModuleNotFoundError: No module named 'distributed'";
const ESC = String.fromCharCode(27);

/** The workspaces are real files here. */
test.use({ mockState: false });

let saturnOfLogs: LogSaturn;

async function signIn(
  page: IJupyterLabPageFixture,
  written: ReadonlyArray<Written>
): Promise<void> {
  saturnOfLogs = await LogSaturn.start(written);
  await saturnOfLogs.signIn(page);
}

test.afterEach(async ({ page }) => {
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('application:close-all')
  );
  await saturnOfLogs.signOut(page);
});

/** The elements of a log by name and class; a new kind shows. */
function census(logs: Locator): Promise<string[]> {
  return logs.evaluate(node =>
    [
      ...new Set(
        [...node.querySelectorAll('*')].map(
          one => `${one.tagName} ${one.getAttributeNames().join(' ')}`
        )
      )
    ].sort()
  );
}

test('T10 thirty hostile texts in lines and workers’ names execute nothing', async ({
  page,
  saturn
}) => {
  await expect(saturn.panel).toBeVisible();
  const opened: string[] = [];
  page.on('dialog', dialog => {
    opened.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', request => {
    if (request.url().includes('x.example')) {
      opened.push(request.url());
    }
  });
  await signIn(
    page,
    HOSTILE.map((_, n) => [`plain ${n}`, `text ${n}`])
  );
  const logs = await openLogs(page, 'run');
  const lines = logs.locator('.jp-SaturnLogs-line');
  await expect(lines.first()).toContainText('text');
  const plain = await census(logs);
  saturnOfLogs.written.splice(
    0,
    Infinity,
    ...HOSTILE.map((text): Written => [text, text])
  );
  await logs.getByRole('button', { name: 'Read again' }).click();
  await expect(logs).toContainText(HOSTILE[0] ?? '');
  await expect(logs).toContainText(`${HOSTILE.length} of ${HOSTILE.length}`);
  expect(await census(logs)).toEqual(plain);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  expect(opened).toEqual([]);
});

test('the logs of a start that failed open at the line that says why', async ({
  page,
  saturn
}) => {
  await expect(saturn.panel).toBeVisible();
  await signIn(page, [
    ...numbered(1500),
    ['scheduler', 'Traceback (most recent call last):'],
    ['scheduler', `${ESC}[31m${REASON}${ESC}[0m`],
    ...numbered(1500, 'worker-0')
  ]);
  const logs = await openLogs(page, 'bad');
  const current = logs.locator('[aria-current="true"]');
  await expect(current).toContainText(REASON);
  await expect(current).toBeInViewport();
  await expect(current.locator('.jp-mod-fg-red')).toHaveText(REASON);
  await expect(logs).toContainText('3002 of 3002 lines');
  expect(await logs.locator('.jp-SaturnLogs-line').count()).toBeLessThan(200);
  await logs.getByRole('combobox', { name: 'Level' }).selectOption('error');
  await expect(logs).toContainText('2 of 3002 lines');
  await logs
    .getByRole('combobox', { name: 'Process' })
    .selectOption('worker-0');
  await logs.getByRole('combobox', { name: 'Level' }).selectOption('debug');
  await expect(logs).toContainText('1500 of 1500 lines');
});

test('a log is followed, searched and downloaded, and comes back after a reload', async ({
  page,
  saturn
}) => {
  await expect(saturn.panel).toBeVisible();
  await signIn(page, numbered(2500));
  const logs = await openLogs(page, 'run');
  const line = (text: string): Locator =>
    logs
      .locator('.jp-SaturnLogs-line')
      .filter({ has: page.getByText(text, { exact: true }) });
  await expect(line('line 2499')).toBeInViewport();
  saturnOfLogs.written.push(['scheduler', 'token=canary-0123456789abcdef new']);
  await expect(logs).toContainText('2501 of 2501');
  await expect(logs.locator('.jp-SaturnLogs-line').last()).toContainText('new');
  await logs.locator('.jp-SaturnLogs-lines').focus();
  await page.keyboard.press('PageUp');
  await expect(logs).toContainText('not following');
  saturnOfLogs.written.push(['scheduler', 'unseen']);
  await expect(logs).toContainText('2502 of 2502');
  await expect(line('unseen')).not.toBeInViewport();
  await logs.getByRole('button', { name: 'Go to the end' }).click();
  await expect(line('unseen')).toBeInViewport();

  await logs.getByRole('searchbox').fill('LINE 12');
  await expect(logs).toContainText('111 lines');
  await page.keyboard.press('Enter');
  await expect(logs).toContainText('1 of 111');
  await expect(logs.locator('[aria-current="true"] mark')).toHaveText(
    'line 12'
  );
  await logs.getByRole('button', { name: 'Previous' }).click();
  await expect(logs).toContainText('111 of 111');
  await expect(logs.locator('[aria-current="true"]')).toContainText(
    'line 1299'
  );

  const download = page.waitForEvent('download');
  await logs.getByRole('button', { name: 'Download' }).click();
  const text = readFileSync(await (await download).path(), 'utf-8');
  expect(text.split('\n')).toHaveLength(2503);
  expect(text).toContain('scheduler line 2499\n');
  expect(text).toContain('token=[hidden] new\n');
  expect(text).not.toContain('canary');

  const workspaces = async (): Promise<string> =>
    (await page.request.get('/lab/api/workspaces')).text();
  await expect.poll(workspaces).toContain('jupyterlab-saturn-logs');
  // Galata's own reload waits for a launcher in front.
  const loaded = page.waitForEvent('load');
  await page.evaluate(() => window.location.reload());
  await loaded;
  await galataReady(page);
  await expect(logs).toContainText('2502 of 2502');
});

test('lines are wrapped and copied as they are shown', async ({
  page,
  context,
  saturn
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await expect(saturn.panel).toBeVisible();
  const long = 'long '.repeat(400).trim();
  await signIn(page, [
    ['scheduler', `${ESC}[31mERROR${ESC}[0m ${long}`],
    ['scheduler', 'INFO token=canary-0123456789abcdef'],
    ['worker-0', 'INFO short']
  ]);
  const logs = await openLogs(page, 'run');
  const lines = logs.locator('.jp-SaturnLogs-lines');
  const first = logs.locator('.jp-SaturnLogs-line').first();
  await expect(first).toContainText(long);
  const isWide = (): Promise<boolean> =>
    lines.evaluate(node => node.scrollWidth > node.clientWidth);
  const height = async (): Promise<number> =>
    (await first.boundingBox())?.height ?? 0;
  const oneLine = await height();
  expect(await isWide()).toBe(true);
  await logs.getByLabel('Wrap').check();
  await expect.poll(isWide).toBe(false);
  expect(await height()).toBeGreaterThan(5 * oneLine);
  // The lines below have made way.
  const second = await logs.locator('.jp-SaturnLogs-line').nth(1).boundingBox();
  const box = await first.boundingBox();
  expect(second?.y).toBeGreaterThanOrEqual((box?.y ?? 0) + (box?.height ?? 0));

  const copied = async (): Promise<string> => {
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await logs.getByRole('button', { name: 'Copy' }).click();
    const read = (): Promise<string> =>
      page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(read).not.toBe('');
    return read();
  };
  const all = await copied();
  expect(all).toContain(`scheduler ERROR ${long}\n`);
  expect(all).toContain('scheduler INFO token=[hidden]\n');
  expect(all).toContain('worker-0 INFO short');
  expect(all).not.toContain(ESC);
  await logs.getByRole('combobox', { name: 'Level' }).selectOption('error');
  await expect(logs).toContainText('1 of 3 lines');
  expect((await copied()).trim().split('\n')).toHaveLength(1);
});

test('logs that nobody sees are not read', async ({ page, saturn }) => {
  await expect(saturn.panel).toBeVisible();
  await signIn(page, numbered(10));
  await page.clock.install(); // the timers that are made from now on
  const logs = await openLogs(page, 'run');
  await expect(logs).toContainText('10 of 10');
  const seen = saturnOfLogs.reads;
  await passMinute(page);
  await expect.poll(() => saturnOfLogs.reads).toBeGreaterThan(seen);
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('launcher:create');
  });
  await expect(logs).toBeHidden();
  await passMinute(page); // a look may have been under way
  const reads = saturnOfLogs.reads;
  await passMinute(page);
  expect(saturnOfLogs.reads).toBe(reads);
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('saturn:show-logs', {
      clusterId: 'run'
    });
  });
  await expect.poll(() => saturnOfLogs.reads).toBeGreaterThan(reads);
});

test('a command for a cluster that is not listed opens nothing', async ({
  page,
  saturn
}) => {
  await expect(saturn.panel).toBeVisible();
  await signIn(page, numbered(1));
  await page.evaluate(command => {
    void window.jupyterapp.commands.execute(command, { clusterId: '../run' });
  }, SHOW);
  await expect(page.locator('.jp-Dialog')).toContainText('no such cluster');
  await saturn.dialogButton('Ok').or(saturn.dialogButton('OK')).click();
  await expect(page.locator('.jp-SaturnLogs')).toHaveCount(0);
});
