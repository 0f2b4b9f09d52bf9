import { test } from '@jupyterlab/galata';

import {
  code,
  expect,
  notebook,
  recipe,
  sources,
  TOKEN,
  Notebooks
} from './notebooks';

test.use({ kernels: null, sessions: null });

test.describe('without our server extension', () => {
  test('an old recipe is made modern, in the browser alone', async ({
    page,
    tmpPath
  }) => {
    const asked: string[] = [];
    // As Jupyter answers when the extension is not installed there.
    await page.route('**/jupyterlab-saturn/api/**', async route => {
      asked.push(route.request().url());
      await route.fulfill({ status: 404, json: { message: 'Not Found' } });
    });
    await page.reload();
    await page.evaluate(async () => window.jupyterapp.restored);
    const notebooks = new Notebooks(page, tmpPath);
    await notebooks.open('bare.ipynb', recipe('https://saturn.example.com/'));
    const offer = notebooks.notice('bare.ipynb holds a Saturn token');
    await offer.getByRole('button', { name: 'Modernise…' }).click();
    await expect(notebooks.dialog).toContainText('Modernise bare.ipynb?');
    // Nobody is there who could keep the token.
    await expect(notebooks.dialog.getByRole('checkbox')).toHaveCount(0);
    await notebooks.button('Modernise').click();
    await expect(notebooks.notice('The token is out.')).toBeVisible();
    const modern = await notebooks.content();
    expect(JSON.stringify(modern)).not.toContain(TOKEN);
    expect(sources(modern)[1]).toContain('# saturn:connect v1');
    await page.notebook.save();
    expect(await notebooks.file('bare.ipynb')).not.toContain(TOKEN);
    expect(asked.length).toBeGreaterThan(0);
  });

  test('an attachment with a token is not exported', async ({
    page,
    tmpPath
  }) => {
    await page.route('**/jupyterlab-saturn/api/**', route =>
      route.fulfill({ status: 404, json: { message: 'Not Found' } })
    );
    await page.reload();
    await page.evaluate(async () => window.jupyterapp.restored);
    const notebooks = new Notebooks(page, tmpPath);
    const text = Buffer.from(`saturn_token = "${TOKEN}"`).toString('base64');
    const made = notebook(
      { cell_type: 'markdown', source: '# Mine', metadata: {} },
      code('print(1)')
    );
    const [first, ...others] = made.cells;
    await notebooks.open('attached.ipynb', {
      ...made,
      cells: [
        { ...first, attachments: { 'a.txt': { 'text/plain': text } } },
        ...others
      ] as typeof made.cells // the fixture's cells have no attachments
    });
    await expect(notebooks.notice('attached.ipynb holds a')).toBeVisible();
    await notebooks.command('saturn:export-portable');
    await expect(notebooks.dialog).toContainText('It holds a Saturn token');
    await notebooks.button('Take It Out…').click();
    await expect(notebooks.dialog).toContainText(
      'One of its attachments is removed.'
    );
    await notebooks.button('Take It Out').click();
    await expect(notebooks.notice('The token is out.')).toBeVisible();
    await notebooks.command('saturn:export-portable');
    await expect(notebooks.notice('Exported as')).toBeVisible();
    const copy = await notebooks.file('attached-portable.ipynb');
    expect(copy).not.toContain(TOKEN);
    expect(copy).not.toContain(text);
  });
});
