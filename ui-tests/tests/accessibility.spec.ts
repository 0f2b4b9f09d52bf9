import { complaints, THEMES } from './axe';
import { expect, settingsForm, test, useAddress } from './remote';

for (const theme of THEMES) {
  test.describe(theme, () => {
    test.beforeEach(async ({ page }) => {
      await page.theme.setTheme(theme);
    });

    test('the sidebar, the toolbar and the dialogs break no rule of axe-core', async ({
      page,
      saturn
    }) => {
      await saturn.stop();
      expect(await complaints(saturn, '.jp-Saturn')).toEqual([]);
      await saturn.start();
      await saturn.notebook('axe.ipynb', ['1']);
      await saturn.attach();
      const ours = [
        '.jp-Saturn',
        '.jp-Saturn-toolbar',
        '.jp-Saturn-statusItem'
      ];
      expect(await complaints(saturn, ...ours)).toEqual([]);
      await saturn.action('Scale…').click();
      expect(await complaints(saturn, '.jp-Dialog')).toEqual([]);
      await page.keyboard.press('Escape');
      await saturn.action('Stop').click();
      expect(await complaints(saturn, '.jp-Dialog')).toEqual([]);
      await saturn.dialogButton('Stop').click();
      await expect(saturn.button).toContainText('lost');
      expect(await complaints(saturn, ...ours)).toEqual([]);
    });

    test('signing in breaks no rule of axe-core', async ({
      page,
      saturn,
      remote
    }) => {
      const form = settingsForm(page);
      const ours = ['.jp-Saturn', '.jp-Saturn-signIn', '.jp-Saturn-field'];
      await saturn.openSettings();
      expect(await complaints(saturn, ...ours)).toEqual([]);
      await useAddress(saturn, remote.url);
      await expect(form.state).toContainText('Not signed in');
      expect(await complaints(saturn, ...ours)).toEqual([]);
      await form.enter('no-good');
      await expect(form.state).toContainText('refuses the token');
      expect(await complaints(saturn, ...ours)).toEqual([]);
      await form.enter(remote.user.token);
      await expect(form.state).toContainText('Signed in');
      expect(await complaints(saturn, ...ours)).toEqual([]);
      await page.evaluate(
        () => void window.jupyterapp.commands.execute('saturn:sign-in')
      );
      await expect(page.locator('.jp-Dialog')).toBeVisible();
      expect(await complaints(saturn, '.jp-Dialog')).toEqual([]);
    });
  });
}

test('axe-core would mind what cannot be read', async ({ page, saturn }) => {
  await page.evaluate(() => {
    const place = document.querySelector('.jp-Saturn-content');
    const button = place?.appendChild(document.createElement('button'));
    button?.appendChild(document.createElement('span'));
    const text = place?.appendChild(document.createElement('p'));
    text?.setAttribute('style', 'color: #ddd; background: #eee');
    text?.append('pale');
  });
  const found = await complaints(saturn, '.jp-Saturn');
  expect(found.join()).toMatch(/button-name.*color-contrast/s);
});
