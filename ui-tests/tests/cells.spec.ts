import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { Locator } from '@playwright/test';

import { expect, test } from './saturn';

const CONNECT = 'saturn:insert-connect-cell';
const SECRETS = join(
  process.env.SATURN_UI_HOME ?? '',
  'data',
  'saturn',
  'local',
  'info.json'
);

/** A cell that gives its kernel a token as a platform would; the notebook holds none. */
const GIVE_TOKEN = [
  'import json, os',
  `_info = json.load(open(${JSON.stringify(SECRETS)}))`,
  'os.environ["SATURN_TOKEN"] = _info["users"][0]["token"]',
  'del _info'
].join('\n');

function token(): string {
  const info = JSON.parse(readFileSync(SECRETS, 'utf-8')) as {
    users: { token: string }[];
  };
  return info.users[0]?.token ?? 'none';
}

/** What the current notebook would be saved as. */
async function content(page: IJupyterLabPageFixture): Promise<INotebook> {
  return page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as unknown as {
      context: { model: { toJSON(): INotebook } };
    };
    return panel.context.model.toJSON();
  });
}

interface INotebook {
  cells: { source: string | string[]; id: string }[];
  metadata: { saturn?: Record<string, unknown> };
}

function sources(notebook: INotebook): string[] {
  return notebook.cells.map(cell => [cell.source].flat().join(''));
}

async function command(
  page: IJupyterLabPageFixture,
  id: string,
  args: ReadonlyPartialJSONObject = {}
): Promise<void> {
  await page.evaluate(
    async ({ id, args }) => {
      await window.jupyterapp.commands.execute(id, args); // its result is for the page alone
    },
    { id, args }
  );
}

/** Drag the cluster's row onto something. */
async function dragTo(
  page: IJupyterLabPageFixture,
  row: Locator,
  target: Locator
): Promise<void> {
  const from = await row.locator('.jp-Saturn-rowTitle').boundingBox();
  const to = await target.boundingBox();
  if (!from || !to) {
    throw new Error('There is nothing to drag, or nowhere to drop it.');
  }
  await page.mouse.move(from.x + 30, from.y + 8);
  await page.mouse.down();
  // The cell is written while the pointer is on its way.
  await expect(async () => {
    await page.mouse.move(to.x + 40, to.y + 8, { steps: 4 });
    await expect(page.locator('.jp-Saturn-dragImage')).toBeVisible({
      timeout: 250
    });
  }).toPass();
  await page.mouse.move(to.x + 42, to.y + 9, { steps: 2 });
  await page.mouse.up();
  await expect(page.locator('.jp-Saturn-dragImage')).toHaveCount(0);
}

test('without a notebook there is nowhere to insert', async ({
  page,
  saturn
}) => {
  await expect(saturn.panel).toBeVisible();
  const enabled = await page.evaluate(
    () =>
      window.jupyterapp.commands.isEnabled('saturn:insert-connect-cell') ||
      window.jupyterapp.commands.isEnabled('saturn:insert-install-cell') ||
      window.jupyterapp.commands.isEnabled('saturn:insert-stop-cell')
  );
  expect(enabled).toBe(false);
});

test('a cell is inserted below the active one, and one undo takes it back', async ({
  page,
  saturn
}) => {
  await saturn.notebook('insert.ipynb', ['first = 1', 'second = 2']);
  await page.notebook.selectCells(0);
  const before = sources(await content(page));
  await page.menu.clickMenuItem('Kernel>Saturn>Insert Connect Cell');
  await expect
    .poll(async () => (await content(page)).cells.length)
    .toBe(before.length + 1);
  const inserted = await content(page);
  expect(sources(inserted)[1]).toContain('# saturn:connect v1');
  expect(sources(inserted)[1]).toMatch(
    /SATURN_BASE_URL = "http:\/\/127\.0\.0\.1:\d+\/"/
  );
  expect(inserted.metadata.saturn).toMatchObject({
    schema: 1,
    cluster_name: 'first-steps'
  });
  expect(JSON.stringify(inserted)).not.toContain(token());
  await page.menu.clickMenuItem('Edit>Undo Cell Operation');
  await expect.poll(async () => sources(await content(page))).toEqual(before);
});

test('a cell that is there is renewed and not doubled, also after a reopening', async ({
  page,
  saturn,
  tmpPath
}) => {
  await saturn.notebook('renew.ipynb', ['first = 1', 'second = 2']);
  await page.notebook.selectCells(0);
  await command(page, CONNECT);
  await page.notebook.setCell(
    1,
    'code',
    '#@title Mine\n# saturn:connect v1\nSATURN_BASE_URL = ""'
  );
  const ids = (await content(page)).cells.map(cell => cell.id);
  await page.notebook.selectCells(2);
  await command(page, CONNECT);
  await expect
    .poll(async () => sources(await content(page))[1])
    .toContain('_saturn_connect');
  await page.menu.clickMenuItem('Edit>Undo Cell Operation');
  await expect
    .poll(async () => sources(await content(page))[1])
    .toContain('#@title Mine');
  expect((await content(page)).cells.map(cell => cell.id)).toEqual(ids);

  await page.notebook.save();
  await page.notebook.close(false);
  await saturn.openNotebook(`${tmpPath}/renew.ipynb`);
  const reopened = await content(page);
  expect(reopened.metadata.saturn).toMatchObject({
    schema: 1,
    cluster_name: 'first-steps'
  });
  await command(page, CONNECT);
  await expect
    .poll(async () => sources(await content(page))[1])
    .toContain('_saturn_connect');
  const renewed = await content(page);
  expect(renewed.cells.map(cell => cell.id)).toEqual(
    reopened.cells.map(cell => cell.id)
  );
  expect(sources(renewed)[0]).toBe('first = 1');
  expect(sources(renewed)[2]).toBe('second = 2');
});

test('each kind of cell stands for itself', async ({ page, saturn }) => {
  await saturn.notebook('kinds.ipynb', ['first = 1']);
  for (const kind of ['install', 'connect', 'stop', 'install', 'stop']) {
    await command(page, `saturn:insert-${kind}-cell`);
  }
  await expect
    .poll(async () =>
      sources(await content(page)).map(
        source => /# saturn:(\w+) v1/.exec(source)?.[1] ?? null
      )
    )
    .toEqual([null, 'install', 'connect', 'stop']);
});

test('a cluster that is not listed names no cell', async ({ page, saturn }) => {
  await saturn.notebook('unknown.ipynb', ['first = 1']);
  for (const clusterId of ['nobody', 5, null, { id: 'x' }]) {
    await command(page, CONNECT, { clusterId });
  }
  await expect(page.locator('.jp-Dialog')).toHaveCount(0);
  expect(sources(await content(page))).toEqual(['first = 1']);
});

test('a row that is dropped into a notebook is a connect cell there', async ({
  page,
  saturn
}) => {
  await saturn.notebook('drop.ipynb', ['first = 1', 'second = 2']);
  const cells = page.locator('.jp-NotebookPanel:visible .jp-CodeCell');
  await dragTo(page, saturn.cluster, cells.nth(1));
  await expect.poll(async () => sources(await content(page)).length).toBe(3);
  const dropped = await content(page);
  expect(sources(dropped)[1]).toContain('# saturn:connect v1');
  await expect
    .poll(async () => (await content(page)).metadata.saturn?.cluster_name)
    .toBe('first-steps');
  // Dropped again elsewhere, it is moved.
  await dragTo(page, saturn.cluster, cells.nth(0));
  await expect
    .poll(async () => sources(await content(page)).slice(1))
    .toEqual(['first = 1', 'second = 2']);
  expect(sources(await content(page))[0]).toContain('# saturn:connect v1');
  expect(JSON.stringify(await content(page))).not.toContain(token());
});

test('a row that is dropped into an editor or a console is its text', async ({
  page,
  saturn,
  tmpPath
}) => {
  await page.contents.uploadContent('x = 1\n', 'text', `${tmpPath}/drop.py`);
  await command(page, 'docmanager:open', {
    path: `${tmpPath}/drop.py`,
    factory: 'Editor'
  });
  const editor = page.locator('.jp-FileEditor:visible .cm-content');
  await expect(editor).toContainText('x = 1');
  await dragTo(page, saturn.cluster, editor);
  await expect(editor).toContainText('# saturn:connect v1');

  await command(page, 'console:create', {
    kernelPreference: { name: 'python3' }
  });
  const prompt = page.locator(
    '.jp-CodeConsole:visible .jp-CodeConsole-promptCell .cm-content'
  );
  await expect(prompt).toBeVisible();
  await dragTo(page, saturn.cluster, prompt);
  await expect(prompt).toContainText('# saturn:connect v1');
});

test('the connect cell connects in a kernel that nobody attached', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('alone.ipynb', [
    GIVE_TOKEN,
    'import os\nprint(client.submit(os.getpid).result() != os.getpid())'
  ]);
  await page.notebook.selectCells(0);
  await command(page, CONNECT);
  await expect.poll(async () => (await content(page)).cells.length).toBe(3);
  await saturn.run(0);
  expect(await saturn.run(1)).toContain(
    'Connected to first-steps, which is running.'
  );
  expect(await saturn.run(2)).toContain('True');
  expect(JSON.stringify(await content(page))).not.toContain(token());
});

test('the connect cell finds the attachment, and does nothing', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('attached.ipynb', ['mine = client']);
  await saturn.attach();
  await saturn.run(0);
  await command(page, CONNECT);
  await expect.poll(async () => (await content(page)).cells.length).toBe(2);
  expect(await saturn.run(1)).toContain(
    'JupyterLab has attached first-steps: nothing to do.'
  );
  await page.notebook.addCell('code', 'print(mine is client, client.status)');
  expect(await saturn.run(2)).toContain('True running');
});
