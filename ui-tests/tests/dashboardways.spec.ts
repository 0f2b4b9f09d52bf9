import { expect, test } from './saturn';

const FRAME = '.jp-Saturn-plotFrame iframe';

test.beforeEach(async ({ saturn }) => {
  await saturn.start();
});

test.afterEach(async ({ page }) => {
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('application:close-all')
  );
  await expect(page.locator('.jp-Saturn-dashboard')).toHaveCount(0);
});

for (const way of ['menu', 'palette'] as const) {
  test(`the ${way} opens a plot`, async ({ page }) => {
    if (way === 'menu') {
      await page.menu.clickMenuItem('Kernel>Saturn>Open Dashboard…');
    } else {
      await page.evaluate(() =>
        window.jupyterapp.commands.execute('apputils:activate-command-palette')
      );
      const palette = page.locator('#modal-command-palette');
      await palette.getByRole('textbox').fill('open dashboard…');
      await palette
        .getByRole('menuitem', { name: 'Open Dashboard…' })
        .first()
        .click();
    }
    const dialog = page.locator('.jp-Dialog');
    await expect(dialog.getByRole('combobox')).toBeFocused();
    await page.keyboard.type('progr');
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    const plot = page.frameLocator('iframe[title="Progress – first-steps"]');
    await expect(plot.locator('canvas').first()).toBeVisible();
  });
}

test('a plot that is hidden for long is let go, and comes back', async ({
  page,
  saturn
}) => {
  await saturn.panel.getByRole('button', { name: 'Progress' }).click();
  const plot = page.frameLocator('iframe[title="Progress – first-steps"]');
  await expect(plot.locator('canvas').first()).toBeVisible();
  const pane = page.locator('.jp-Saturn-dashboard');
  await page.clock.install(); // from here on the page's timers can be hurried
  await page.evaluate(async () => {
    const { commands, shell } = window.jupyterapp;
    await commands.execute('launcher:create');
    for (const widget of shell.widgets('main')) {
      if (widget.title.label === 'Launcher') {
        shell.add(widget, 'main', { mode: 'tab-after' });
        shell.activateById(widget.id);
      }
    }
  });
  await page
    .getByRole('tab', { name: 'Progress – first-steps' })
    .waitFor({ state: 'visible' });
  await expect(pane).toBeHidden();
  await expect(page.locator(FRAME)).toHaveCount(1);
  await page.clock.fastForward('01:01');
  await expect(page.locator(FRAME)).toHaveCount(0);
  await page.getByRole('tab', { name: 'Progress – first-steps' }).click();
  await expect(plot.locator('canvas').first()).toBeVisible();
});
