import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { test, expect } from '../tests/saturn';

const ROOT = join(__dirname, '..', '..');

test.use({ viewport: { width: 1200, height: 760 } });

for (const theme of ['Light', 'Dark']) {
  test(`the pictures of the README, ${theme}`, async ({
    page,
    saturn,
    tmpPath
  }) => {
    const shoot = (name: string): Promise<Buffer> =>
      page.screenshot({
        path: join(ROOT, 'docs', 'images', `${name}-${theme.toLowerCase()}.png`)
      });
    await page.theme.setTheme(`JupyterLab ${theme}`);
    await page.contents.uploadContent(
      readFileSync(join(ROOT, 'examples', 'first-steps.ipynb'), 'utf-8'),
      'text',
      `${tmpPath}/first-steps.ipynb`
    );
    await saturn.openNotebook(`${tmpPath}/first-steps.ipynb`);
    await saturn.stop();
    await shoot('first-look');
    await saturn.action('Start').click();
    await expect(saturn.cluster).toContainText('Starting');
    await shoot('starting');
    await saturn.start();
    await saturn.attach();
    await saturn.run(1);
    await shoot('attached');
  });
}
