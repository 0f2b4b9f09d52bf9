import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { expect, test } from './saturn';

const FILE = join(
  process.env.SATURN_UI_HOME ?? '',
  'settings',
  'jupyterlab-saturn',
  'plugin.jupyterlab-settings'
);

/** What may stand in the file, and what of it must not be shown. */
const BROKEN = [
  ['no JSON5', '{ "token": "canary-4711", "baseUrl": '],
  ['empty but for a word', 'canary-4711'],
  ['of wrong types', '{ "idleMinutes": "canary-4711", "baseUrl": 5 }']
] as const;

// Galata would keep the settings in its own memory.
test.use({ mockSettings: false });

for (const [name, text] of BROKEN) {
  test.describe(`a settings file that is ${name}`, () => {
    test.beforeEach(() => {
      mkdirSync(dirname(FILE), { recursive: true });
      writeFileSync(FILE, text);
    });

    test.afterEach(() => {
      rmSync(FILE);
    });

    test('U4 is told once, left as it is, and the defaults are used', async ({
      page,
      saturn
    }) => {
      await expect(saturn.panel).toContainText('Local Saturn');
      const notices = page.locator('.Toastify__toast', {
        hasText: 'The settings of Saturn cannot be read'
      });
      await expect(notices).toHaveCount(1);
      await expect(notices).not.toContainText('canary');
      await saturn.panel.getByRole('button', { name: 'Refresh' }).click();
      await expect(saturn.cluster).toBeVisible();
      await expect(notices).toHaveCount(1);
      expect(readFileSync(FILE, 'utf-8')).toBe(text);
    });
  });
}
