import { join } from 'node:path';

import { expect, test } from '../tests/saturn';

const IMAGES = join(__dirname, '..', '..', 'docs', 'images');

test.use({ viewport: { width: 1200, height: 620 } });

for (const theme of ['Light', 'Dark']) {
  test(`the pictures of the attachments, ${theme}`, async ({
    page,
    saturn
  }) => {
    const shoot = (name: string): Promise<Buffer> =>
      page.screenshot({
        path: join(IMAGES, `${name}-${theme.toLowerCase()}.png`)
      });
    await page.theme.setTheme(`JupyterLab ${theme}`);
    await saturn.start();
    await saturn.notebook('analysis.ipynb', [
      'import time; time.sleep(3600)',
      'client'
    ]);
    await page.notebook.runCell(0, { inplace: true, wait: false });
    await expect(page.getByText('Python 3 (ipykernel) | Busy')).toBeVisible();
    await saturn.action('Attach').click();
    await expect(saturn.button).toContainText('waiting for the running cell');
    await saturn.button.click();
    await expect(
      page.getByRole('menuitem', { name: 'Cancel Attach' })
    ).toBeVisible();
    await shoot('waiting');
    await page.keyboard.press('Escape');
    await page.menu.clickMenuItem('Kernel>Interrupt Kernel');
    await expect(saturn.button).toContainText('2 workers');
    await saturn.run(1);
    await saturn.action('Restart').click();
    await saturn.dialogButton('Restart').click();
    await expect(saturn.button).toContainText('lost');
    await saturn.start();
    await expect(saturn.cluster).toContainText('2 of 2');
    await shoot('lost');
    await page.evaluate(async () => {
      await window.jupyterapp.commands.execute('console:create', {
        activate: true,
        kernelPreference: { name: 'python3', autoStartDefault: true }
      }); // nothing is returned: a widget cannot be handed over
    });
    const prompt = page.locator('.jp-CodeConsole-promptCell .cm-content');
    await expect(prompt).toBeVisible();
    await expect(
      page.locator('.jp-ConsolePanel:visible .jp-Saturn-button')
    ).toContainText('Attach…');
    await saturn.action('Attach').click();
    await expect(
      page.locator('.jp-ConsolePanel:visible .jp-Saturn-button')
    ).toContainText('2 workers');
    await prompt.click();
    await page.keyboard.insertText('client.submit(sum, range(100)).result()');
    await page.keyboard.press('Shift+Enter');
    await expect(page.locator('.jp-CodeConsole-content')).toContainText('4950');
    await page.keyboard.insertText('client.scheduler_inf');
    await shoot('console');
  });
}
