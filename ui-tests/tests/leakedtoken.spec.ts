import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { Double, forgetToken, setSetting, TOKEN } from './double';
import { expect, test } from './saturn';

const HOME = process.env.SATURN_UI_HOME ?? '';
const VAULT = join(HOME, 'data', 'saturn', '.tokens.json');
const FILE = join(
  HOME,
  'settings',
  'jupyterlab-saturn',
  'plugin.jupyterlab-settings'
);
const ID = 'jupyterlab-saturn:plugin';

let double: Double;

// Galata would keep the settings in its own memory.
test.use({ mockSettings: false });

test.beforeEach(async () => {
  double = await Double.start();
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(
    FILE,
    `{ // mine\n  "baseUrl": "${double.url}", "token": "${TOKEN}",\n  "idleMinutes": 60 }`
  );
});

test.afterEach(async ({ page }) => {
  await forgetToken(page, double.url);
  double.stop();
  rmSync(FILE);
});

test('a token in the settings file moves to the vault, and so does one of the JSON editor', async ({
  page
}) => {
  const file = (): string => readFileSync(FILE, 'utf-8');
  const vault = (): string => readFileSync(VAULT, 'utf-8');
  const held = (): Promise<unknown> =>
    page.evaluate(async id => {
      const registry = await window.galata.getPlugin(
        '@jupyterlab/apputils-extension:settings'
      );
      const settings = await registry?.load(id);
      return [settings?.user, settings?.raw, settings?.get('token').composite];
    }, ID);
  const served = async (): Promise<string> =>
    (await page.request.get(`/lab/api/settings/${ID}`)).text();
  const notices = page.locator('.jp-Notification-List, .Toastify__toast', {
    hasText: 'was moved to a safe place'
  });

  await expect(notices).toHaveCount(1);
  await expect.poll(file).not.toContain(TOKEN);
  await expect
    .poll(async () => JSON.stringify(await held()))
    .not.toContain(TOKEN);
  expect(await served()).not.toContain(TOKEN);
  expect(await served()).toContain('60');
  expect(vault()).toContain(TOKEN);

  // Another setting is written from what the page holds.
  await setSetting(page, 'clientName', 'mine');
  await expect.poll(file).toContain('mine');
  expect(file()).not.toContain(TOKEN);

  const other = 'another-token-4711';
  await setSetting(page, 'token', other);
  await expect.poll(file).not.toContain(other);
  await expect
    .poll(async () => JSON.stringify(await held()))
    .not.toContain(other);
  expect(await served()).not.toContain(other);
  // This Saturn refuses it, and the good one stays.
  expect(vault()).toContain(TOKEN);
  await expect(
    page.getByText('another one is in use', { exact: false }).first()
  ).toBeVisible();
});
