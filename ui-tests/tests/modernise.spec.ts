import { galata } from '@jupyterlab/galata';

import {
  code,
  expect,
  it,
  notebook,
  PROJECT,
  recipe,
  sources,
  TOKEN,
  TOKEN_ONLY
} from './notebooks';
import { stored } from './remote';

const INNOCENT = notebook(
  code('import hashlib\nplanet = "Saturn"'),
  code(`digest = "${TOKEN}"`)
);

it.describe('an old recipe', () => {
  it('is offered, shown, made modern, saved and undone', async ({
    page,
    notebooks
  }) => {
    await notebooks.open('old.ipynb', recipe('https://saturn.example.com/'));
    const offer = notebooks.notice('old.ipynb holds a Saturn token');
    await expect(offer).toBeVisible();
    await offer.getByRole('button', { name: 'Modernise…' }).click();

    const { dialog } = notebooks;
    await expect(dialog).toContainText('Modernise old.ipynb?');
    const region = dialog.getByRole('region', { name: 'What changes' });
    await expect(region).toContainText('removed conn = ExternalConnection(');
    await expect(region).toContainText('saturn_token="••••••••"');
    await expect(region).toContainText('added # saturn:connect v1');
    await expect(dialog).toContainText('User Profile → Access Keys');
    await expect(dialog).toContainText('dask==2.30.0');
    await expect(dialog).not.toContainText(TOKEN);
    await notebooks.button('Modernise').click();
    await expect(dialog).toHaveCount(0);

    const modern = await notebooks.content();
    expect(JSON.stringify(modern)).not.toContain(TOKEN);
    expect(modern.metadata.saturn).toEqual({
      schema: 1,
      base_url: 'https://saturn.example.com/',
      project_id: PROJECT,
      cluster_id: null,
      cluster_name: null
    });
    expect(
      sources(modern).map(text => /# saturn:(\w+) v1/.exec(text)?.[1] ?? text)
    ).toEqual(['install', 'connect', 'c.submit(sum, [1, 2]).result()']);
    expect(sources(modern)[1]).toContain('c, cluster = ');

    const told = notebooks.notice('The token is out.');
    await told.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(() => notebooks.file('old.ipynb'))
      .toContain('# saturn:connect v1');
    await expect
      .poll(() => notebooks.checkpoint('old.ipynb'))
      .toContain('# saturn:connect v1');
    expect(await notebooks.file('old.ipynb')).not.toContain(TOKEN);
    expect(await notebooks.checkpoint('old.ipynb')).not.toContain(TOKEN);

    await page.menu.clickMenuItem('Edit>Undo Cell Operation');
    await expect
      .poll(async () => sources(await notebooks.content())[1])
      .toContain('ExternalConnection(');
    const undone = await notebooks.content();
    expect(JSON.stringify(undone)).not.toContain(TOKEN);
    expect(sources(undone)[1]).toContain('saturn_token=""');
    expect(undone.cells).toHaveLength(3);
    await page.menu.clickMenuItem('Edit>Redo Cell Operation');
    await expect
      .poll(async () => sources(await notebooks.content())[1])
      .toContain('# saturn:connect v1');
  });

  it('stays modern when it is closed and opened again', async ({
    page,
    notebooks
  }) => {
    await notebooks.open('again.ipynb', recipe('https://saturn.example.com/'));
    await notebooks.command('saturn:modernise-notebook');
    await notebooks.button('Modernise').click();
    await expect(notebooks.notice('The token is out.')).toBeVisible();
    await page.notebook.save();
    await page.notebook.close(false);
    await notebooks.reopen('again.ipynb');
    const content = await notebooks.content();
    expect(content.metadata.saturn).toMatchObject({ project_id: PROJECT });
    await notebooks.command('saturn:modernise-notebook');
    await expect(notebooks.dialog).toContainText(
      'There is nothing to modernise'
    );
    await notebooks.button('Ok').click();
    await expect(notebooks.notices).toHaveCount(0);
  });

  it('keeps its token when the user cancels', async ({ notebooks }) => {
    await notebooks.open('kept.ipynb', recipe('https://saturn.example.com/'));
    const before = (await notebooks.content()).cells;
    await notebooks.command('saturn:modernise-notebook');
    await expect(notebooks.button('Modernise')).toBeFocused();
    await notebooks.page.keyboard.press('Escape');
    await expect(notebooks.dialog).toHaveCount(0);
    expect((await notebooks.content()).cells).toEqual(before);
  });

  it('gives its token to the server for the address that was confirmed', async ({
    notebooks,
    page,
    remote
  }) => {
    const { token } = remote.user;
    await notebooks.open('vault.ipynb', recipe(remote.url, token));
    await notebooks.command('saturn:modernise-notebook');
    const store = notebooks.dialog.getByRole('checkbox', {
      name: `Keep the token on the Jupyter server for ${remote.url}`
    });
    await expect(store).not.toBeChecked();
    await store.check();
    await notebooks.dialog
      .getByRole('checkbox', { name: /^Use this in the settings/ })
      .check();
    await notebooks.button('Modernise').click();
    await expect(notebooks.notice('The token is out.')).toBeVisible();
    expect(await stored(page)).toEqual([remote.url]);
    await expect
      .poll(async () => {
        const answer = await page.request.get('/jupyterlab-saturn/api/state');
        const state = (await answer.json()) as {
          connection: { base_url: string };
        };
        return state.connection.base_url;
      })
      .toBe(remote.url);
    expect(JSON.stringify(await notebooks.content())).not.toContain(token);
  });

  it('is left as it was when the token is refused', async ({
    notebooks,
    remote
  }) => {
    await notebooks.open('refused.ipynb', recipe(remote.url));
    const before = (await notebooks.content()).cells;
    await notebooks.command('saturn:modernise-notebook');
    await notebooks.dialog.getByRole('checkbox').first().check();
    await notebooks.button('Modernise').click();
    await expect(notebooks.dialog).toContainText(
      'The notebook was not changed'
    );
    await notebooks.button('Ok').click();
    expect((await notebooks.content()).cells).toEqual(before);
  });
});

it.describe('a notebook without anything of Saturn’s', () => {
  it('is neither read further nor spoken of', async ({ page, notebooks }) => {
    await notebooks.open('plain.ipynb', notebook(code('x = 1')));
    await notebooks.open('innocent.ipynb', INNOCENT);
    await page.notebook.save();
    // The next notebook is spoken of: so was the look at this one over.
    await notebooks.open('guilty.ipynb', TOKEN_ONLY);
    await expect(notebooks.notice('guilty.ipynb')).toBeVisible();
    await expect(notebooks.notices).toHaveCount(1);
  });
});

it.describe('the guard', () => {
  it('tells once of a token in a saved notebook, and takes it out', async ({
    page,
    notebooks
  }) => {
    await notebooks.open('typed.ipynb', notebook(code('x = 1')));
    await page.notebook.setCell(
      0,
      'code',
      `import os\nos.environ["SATURN_TOKEN"] = "${TOKEN}"`
    );
    await page.notebook.save();
    const warning = notebooks.notice(
      'typed.ipynb is saved with a Saturn token in it.'
    );
    await expect(warning).toBeVisible();
    expect(await notebooks.file('typed.ipynb')).toContain(TOKEN);
    await warning.getByRole('button', { name: 'Take It Out…' }).click();
    await expect(notebooks.dialog).toContainText(
      'Take the token out of typed.ipynb?'
    );
    await notebooks.button('Take It Out').click();
    await expect(notebooks.notice('The token is out.')).toBeVisible();
    await page.notebook.save();
    expect(await notebooks.file('typed.ipynb')).not.toContain(TOKEN);
    await page.menu.clickMenuItem('Edit>Undo Cell Operation');
    expect(JSON.stringify(await notebooks.content())).not.toContain(TOKEN);
  });
});

it.describe('the guard, switched off', () => {
  it.use({
    mockSettings: {
      ...galata.DEFAULT_SETTINGS,
      'jupyterlab-saturn:plugin': { saveGuard: false }
    }
  });

  it('is silent', async ({ page, notebooks }) => {
    await notebooks.open('off.ipynb', notebook(code('x = 1')));
    await page.notebook.setCell(0, 'code', `saturn_token = "${TOKEN}"`);
    await page.notebook.save();
    // The command finds the token: the guard would have by now.
    await notebooks.command('saturn:modernise-notebook');
    await expect(notebooks.button('Take It Out')).toBeFocused();
    await expect(notebooks.notices).toHaveCount(0);
    await page.keyboard.press('Escape');
  });
});
