import { join } from 'node:path';

import type { Page } from '@playwright/test';

import {
  CREDENTIALS,
  expect,
  settingsForm,
  SignInForm,
  test,
  useAddress
} from '../tests/remote';

const IMAGES = join(__dirname, '..', '..', 'docs', 'images');

test.use({ actionTimeout: 20_000, viewport: { width: 1100, height: 900 } });

/** Take a picture of what the settings editor shows of the connection. */
async function shoot(page: Page, name: string): Promise<void> {
  const form = settingsForm(page).root;
  const editor = page.locator('.jp-SettingsForm').first();
  await page.mouse.move(0, 0);
  const [frame, top, bottom] = await Promise.all([
    editor.boundingBox(),
    page.locator('.jp-SettingsForm .jp-Saturn-field').first().boundingBox(),
    form.boundingBox()
  ]);
  if (!frame || !top || !bottom) {
    throw new Error('The form is not there.');
  }
  const y = top.y - 16;
  const height = bottom.y + bottom.height - y;
  await page.screenshot({
    path: join(IMAGES, `settings-${name}.png`),
    clip: { x: frame.x, y, width: Math.min(frame.width, 740), height }
  });
}

for (const theme of ['Light', 'Dark']) {
  test(`the six states of the form, ${theme}`, async ({
    page,
    saturn,
    remote
  }) => {
    const token = await remote.makeToken({ expires_in: 400 * 86400 });
    const signIn = settingsForm(page);
    const suffix = theme.toLowerCase();
    await page.theme.setTheme(`JupyterLab ${theme}`);
    await saturn.openSettings();
    await page.sidebar.close('left');
    await expect(signIn.state).toContainText('The local Saturn needs no token');
    await shoot(page, `local-${suffix}`);

    await useAddress(saturn, 'http://127.0.0.1:9/');
    await signIn.enter('a-token');
    await expect(signIn.state).toContainText('cannot be reached');
    await shoot(page, `unreachable-${suffix}`);

    await useAddress(saturn, remote.url);
    await expect(signIn.state).toContainText('Not signed in');
    await expect(page.getByText(`✓ In use: ${remote.url}`)).toBeVisible();
    await signIn.root.getByText('Where do I find a token?').click();
    await shoot(page, `signed-out-${suffix}`);

    await page.route(`**${CREDENTIALS}*`, async route => {
      if (route.request().method() === 'PUT') {
        await expect(signIn.state).toContainText('Verifying');
        await shoot(page, `verifying-${suffix}`);
      }
      await route.continue();
    });
    await signIn.enter('a-token-of-somebody-else');
    await expect(signIn.state).toContainText('Saturn refuses the token');
    await shoot(page, `refused-${suffix}`);
    await page.unroute(`**${CREDENTIALS}*`);

    await signIn.enter(token.access_token);
    await expect(signIn.state).toContainText('Signed in as user1');
    await saturn.setting('project').fill('first-steps');
    await saturn.setting('project').press('Enter');
    await expect(page.getByText('✓ first-steps')).toBeVisible();
    await shoot(page, `signed-in-${suffix}`);
  });

  test(`the dialog and the sidebar, ${theme}`, async ({
    page,
    saturn,
    remote
  }) => {
    const suffix = theme.toLowerCase();
    await page.theme.setTheme(`JupyterLab ${theme}`);
    await saturn.panel
      .getByRole('button', { name: 'Use Saturn Cloud…' })
      .click();
    const dialog = page.locator('.jp-Dialog-content');
    await expect(new SignInForm(dialog).input).toBeFocused();
    await dialog.screenshot({ path: join(IMAGES, `sign-in-${suffix}.png`) });
    await page.keyboard.press('Escape');
    await saturn.openSettings();
    await useAddress(saturn, remote.url);
    await expect(saturn.panel).toContainText('Not signed in');
    const box = await saturn.panel.boundingBox();
    await page.screenshot({
      path: join(IMAGES, `sign-in-sidebar-${suffix}.png`),
      clip: { x: 0, y: 30, width: (box?.width ?? 300) + 40, height: 420 }
    });
  });
}
