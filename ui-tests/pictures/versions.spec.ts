import { join } from 'node:path';

import { installOtherPython, removeOtherPython } from '../tests/otherpython';
import { expect, test } from '../tests/saturn';

const IMAGES = join(__dirname, '..', '..', 'docs', 'images');

test.use({ viewport: { width: 1200, height: 720 } });

let isThere = false;

test.beforeAll(() => {
  test.setTimeout(300_000); // an environment may have to be made
  isThere = installOtherPython();
});
test.afterAll(removeOtherPython);

for (const theme of ['Light', 'Dark']) {
  test(`the table of versions, ${theme}`, async ({ page, saturn }) => {
    test.skip(!isThere, 'There is no Python 3.10 on this machine.');
    await page.theme.setTheme(`JupyterLab ${theme}`);
    await saturn.start();
    await page.notebook.createNew('analysis.ipynb', { kernel: 'other' });
    await expect(page.getByText('Other Python | Idle')).toBeVisible();
    await saturn.action('Attach').click();
    await expect(page.locator('.jp-Dialog')).toContainText('does not fit');
    await page.screenshot({
      path: join(IMAGES, `versions-${theme.toLowerCase()}.png`)
    });
    await saturn.dialogButton('Close').click();
  });
}
