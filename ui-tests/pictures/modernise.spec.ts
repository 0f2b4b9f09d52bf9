import { join } from 'node:path';

import { it, recipe } from '../tests/notebooks';

const IMAGES = join(__dirname, '..', '..', 'docs', 'images');

it.use({ viewport: { width: 1100, height: 900 } });

for (const [name, theme, width] of [
  ['light', 'Light', 1100],
  ['dark', 'Dark', 1100]
] as const) {
  it(`the dialog that makes a notebook modern, ${name}`, async ({
    page,
    notebooks
  }) => {
    await page.theme.setTheme(`JupyterLab ${theme}`);
    await page.sidebar.close('left');
    await page.setViewportSize({ width, height: 900 });
    await notebooks.open(
      'connect-external.ipynb',
      recipe('https://app.community.saturnenterprise.io')
    );
    await notebooks.command('saturn:modernise-notebook');
    await notebooks.button('Modernise').waitFor();
    await page.mouse.move(0, 0);
    await page
      .locator('.jp-Dialog-content')
      .screenshot({ path: join(IMAGES, `modernise-${name}.png`) });
    await page.keyboard.press('Escape');
  });
}
