import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { expect, test } from './saturn';

const FILE = join(
  process.env.SATURN_UI_HOME ?? '',
  'settings',
  'jupyterlab-saturn',
  'plugin.jupyterlab-settings'
);

// A page of JupyterLab's does not come up at all beside a file that is no JSON5.
const WRITTEN = '{ "idleMinutes": "canary-4711", "baseUrl": 5 }';

// Galata would keep the settings in its own memory.
test.use({ mockSettings: false });

test.beforeEach(() => {
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, WRITTEN);
});

test.afterEach(() => {
  rmSync(FILE);
});

test('U4 settings of wrong types are told of once and left, and the defaults are used', async ({
  saturn,
  page
}) => {
  await expect(saturn.panel).toContainText('Local Saturn');
  const notices = page.locator('.Toastify__toast', {
    hasText: 'the defaults are in force'
  });
  await expect(notices).toHaveCount(1);
  await expect(notices).not.toContainText('canary');
  await saturn.panel.getByRole('button', { name: 'Refresh' }).click();
  await expect(saturn.cluster).toBeVisible();
  await expect(notices).toHaveCount(1);
  expect(readFileSync(FILE, 'utf-8')).toBe(WRITTEN);
});
