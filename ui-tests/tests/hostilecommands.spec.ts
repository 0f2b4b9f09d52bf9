import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { Double, enterToken, forgetToken, setSetting } from './double';
import { expect, test } from './saturn';

/** Arguments that a link in a notebook's output may carry. */
const LINKED = [{}, { clusterId: 'run' }, { clusterId: 'off' }];

/** More of them, which mean more than an id. */
const ODD: unknown[] = [
  { clusterId: 'off', origin: 'view', isOwn: true, force: true },
  { clusterId: ['off'], base_url: 'https://evil.example/' },
  { clusterId: '../off', token: 'x', workers: 9 },
  { clusterId: { toString: 'off' }, url: 'https://evil.example/' },
  { clusterId: '__proto__', code: 'import os', path: '/etc/passwd' }
];

/** What is in the title of the notebook's tab. */
const NAME = 'hostile.ipynb';

interface ICall {
  readonly command: string;
  readonly args: unknown;
}

/** A notebook whose output and text hold a button for each call: JupyterLab lets those through. */
function hostileNotebook(calls: ReadonlyArray<ICall>): string {
  const link = ({ command, args }: ICall, place: string): string =>
    `<button class="bait" data-commandlinker-command="${command}" data-commandlinker-args='${JSON.stringify(args)}'>${place} ${command}</button>`;
  const html = (place: string): string =>
    calls.map(call => `<p>${link(call, place)}</p>`).join('\n');
  return JSON.stringify({
    metadata: {
      kernelspec: { name: 'python3', display_name: 'Python 3 (ipykernel)' },
      saturn: {
        schema: 1,
        base_url: 'https://evil.example/',
        cluster_id: 'run',
        cluster_name: 'run'
      }
    },
    nbformat: 4,
    nbformat_minor: 5,
    cells: [
      {
        id: 'out',
        cell_type: 'code',
        execution_count: 1,
        metadata: {},
        source: '1',
        outputs: [
          {
            output_type: 'execute_result',
            execution_count: 1,
            metadata: {},
            data: { 'text/html': html('output') }
          }
        ]
      },
      { id: 'md', cell_type: 'markdown', metadata: {}, source: html('text') }
    ]
  });
}

/** Decline whatever is asked, however often. */
async function decline(page: IJupyterLabPageFixture): Promise<number> {
  const dialogs = page.locator('.jp-Dialog');
  let count = 0;
  while ((await dialogs.count()) > 0) {
    count++;
    expect(count).toBeLessThan(10);
    const dialog = dialogs.last();
    const cancel = dialog.getByRole('button', {
      name: /^(Cancel|Dismiss|No|Close)$/
    });
    await ((await cancel.count())
      ? cancel.first().click()
      : dialog.getByRole('button').first().click());
    await expect(dialogs).toHaveCount(0);
  }
  return count;
}

/** Have the notebook in front, whatever a command opened. */
async function activate(page: IJupyterLabPageFixture): Promise<void> {
  await page.evaluate(name => {
    const { shell } = window.jupyterapp;
    for (const widget of shell.widgets('main')) {
      if (widget.title.label === name) {
        shell.activateById(widget.id);
      }
    }
  }, NAME);
  await page.waitForFunction(
    name => window.jupyterapp.shell.currentWidget?.title.label === name,
    NAME
  );
}

let double: Double;

test.beforeEach(async () => {
  double = await Double.start();
});

test.afterEach(async ({ page }) => {
  await forgetToken(page, double.url);
  double.stop();
});

test('T11 no command of ours does anything for a notebook without our question', async ({
  page,
  saturn,
  tmpPath
}) => {
  test.setTimeout(900_000);
  await setSetting(page, 'baseUrl', double.url);
  await enterToken(page, double.url);
  await expect(page.locator('.jp-Saturn-row')).toHaveCount(2);
  const sent: string[] = [];
  page.on('request', request => {
    const path = new URL(request.url()).pathname;
    const isOurs = path.includes('/jupyterlab-saturn/api/');
    if (isOurs && request.method() !== 'GET' && !path.endsWith('/refresh')) {
      sent.push(`${request.method()} ${path}`);
    }
  });

  const commands = await page.evaluate(() =>
    window.jupyterapp.commands.listCommands().filter(id => /^saturn:/.test(id))
  );
  expect(commands.length).toBeGreaterThan(8);
  const calls = commands.flatMap(command =>
    LINKED.map(args => ({ command, args }))
  );
  const path = `${tmpPath}/${NAME}`;
  await page.contents.uploadContent(hostileNotebook(calls), 'text', path);
  await saturn.openNotebook(path);
  const links = page.locator('.jp-NotebookPanel .bait');
  await expect(links).toHaveCount(2 * calls.length);

  let asked = 0;
  for (let index = 0; index < 2 * calls.length; index++) {
    await activate(page);
    await links.nth(index).dispatchEvent('click');
    // JupyterLab asks first, since 4.5.7; the reader agrees to anything.
    const run = page
      .locator('.jp-Dialog', { hasText: 'Run Command?' })
      .getByRole('button', { name: /^Run/ });
    await run.click({ timeout: 10_000 });
    await expect(run).toHaveCount(0);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    asked += await decline(page);
  }
  expect(asked).toBeGreaterThan(10);

  for (const command of commands) {
    for (const args of ODD) {
      await activate(page);
      await page.evaluate(
        ([command, args]) => {
          void window.jupyterapp.commands.execute(command, args).catch(() => 0);
        },
        [command, args] as [string, { clusterId: string }]
      );
      await page.evaluate(() => new Promise(requestAnimationFrame));
      await decline(page);
    }
  }
  await saturn.panel.getByRole('button', { name: 'Refresh' }).click();
  expect(await double.writes()).toEqual([]);
  expect(sent).toEqual([]);
});
