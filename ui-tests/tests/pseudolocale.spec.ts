import { Double, forgetToken, setSetting, TOKEN } from './double';
import { TOKEN_ONLY } from './notebooks';
import { LOCALE, marked, rawCommands, rawWords, translate } from './pseudo';
import { expect, galata, Saturn, test as base } from './saturn';

const PANEL = '.jp-Saturn';
const DIALOG = '.jp-Dialog-content';
const MENU = '.lm-Menu';
const NOTICE = '.Toastify__toast-body';

/** What nobody translates: names, sizes as Saturn calls them, addresses, and dates as the browser writes them. */
const DATA = [
  /first-steps|^client$/g,
  /^(import os|os\.environ\[.*)$/, // a notebook's lines, which a dialog shows
  /\d+\/\d+\/\d+(, [\d:]+ [AP]M)?/g,
  /[\w-]+\.ipynb/g,
  /https?:\/\/\S+/g,
  /^(small|medium)$/,
  /(Small|Medium|Large|\d?X?large|Scheduler) - \d+ cores? - \d+ GB RAM/gi
];

const OF_THE_DOUBLE = [
  ...DATA,
  /^(alice|nightly|api|acme\S*)$/,
  /cluster (run|off)/g
];

/** The extension in a language that marks what was translated. */
class Translated extends Saturn {
  /** Expect that nothing is left as it was written, in what is on the screen. */
  async expectNoRawWords(...parts: string[]): Promise<void> {
    await expect(this.page.locator(parts.join(', ')).first()).toBeVisible();
    expect(await rawWords(this.page, parts, DATA)).toEqual([]);
  }

  /** Look at a dialog, and close it. */
  async expectNoRawWordsInDialog(): Promise<void> {
    const dialog = this.page.locator(DIALOG);
    await this.dialogReady();
    await this.expectNoRawWords(DIALOG);
    await this.page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
}

const test = base.extend<{ translated: Translated }>({
  translated: async ({ page }, use) => {
    await translate(page);
    await page.goto();
    await page.sidebar.openTab('jupyterlab-saturn');
    const translated = new Translated(page);
    await use(translated);
  }
});

test.use({
  autoGoto: false,
  mockSettings: {
    ...galata.DEFAULT_SETTINGS,
    '@jupyterlab/translation-extension:plugin': { locale: LOCALE }
  }
});

test('what is said of clusters is translated', async ({ page, translated }) => {
  const panel = page.locator(PANEL);
  const row = panel.getByRole('row', { name: 'first-steps' });
  await expect(row).toBeVisible();
  expect(await rawCommands(page)).toEqual([]);
  const start = row.getByRole('button', { name: marked('Start') });
  const stop = row.getByRole('button', { name: marked('Stop'), exact: true });
  await expect(start.or(stop)).toBeVisible();
  if (await start.isVisible()) {
    await translated.expectNoRawWords(PANEL);
    await start.click();
    await translated.expectNoRawWords(PANEL);
  }
  await expect(panel.getByRole('table')).toBeVisible();
  await translated.expectNoRawWords(PANEL);

  const actions = ['Scale…', 'Edit…', 'Delete…', 'New cluster…', 'Stop'];
  for (const name of [...actions, 'Restart']) {
    await panel
      .getByRole('button', { name: marked(name), exact: true })
      .click();
    await translated.expectNoRawWordsInDialog();
  }

  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('launcher:create');
  });
  await translated.expectNoRawWords(
    '.jp-MainAreaWidget:not(.lm-mod-hidden) .jp-LauncherCard:has([data-icon^="jupyterlab-saturn"])'
  );
  await page.sidebar.openTab('jp-running-sessions');
  await translated.expectNoRawWords(
    '.jp-RunningSessions-item:has([data-icon^="jupyterlab-saturn"])'
  );
  const running = page.getByRole('toolbar', {
    name: new RegExp(marked('Saturn Clusters'))
  });
  await expect(
    running.getByRole('button', { name: marked('Stop All') })
  ).toBeVisible();
});

test('what is said beside notebooks is translated', async ({
  page,
  translated
}) => {
  const panel = page.locator(PANEL);
  // It stands beside those of earlier attempts.
  const name = `words-${Date.now()}.ipynb`;
  await page.notebook.createNew(name, { kernel: 'python3' });
  const start = panel.getByRole('button', { name: marked('Start') });
  const attach = panel.getByRole('button', { name: marked('Attach') });
  await expect(start.or(attach)).toBeVisible();
  if (await start.isVisible()) {
    await start.click();
  }
  await translated.expectNoRawWords('.jp-Saturn-toolbar');
  await attach.click();
  await expect(
    panel.getByRole('button', { name: marked('Detach') })
  ).toBeVisible();
  await translated.expectNoRawWords(
    PANEL,
    '.jp-Saturn-toolbar',
    '.jp-Saturn-statusItem'
  );
  await page.locator('.jp-NotebookPanel:visible .jp-Saturn-button').click();
  await translated.expectNoRawWords(`${MENU}-item[data-command^="saturn:"]`);
  await page.keyboard.press('Escape');

  await panel.getByRole('button', { name: /more…/ }).click();
  await expect(panel.getByRole('option').first()).toBeVisible();
  await translated.expectNoRawWords(PANEL);
  await page.evaluate(
    () => void window.jupyterapp.commands.execute('saturn:open-dashboard')
  );
  await expect(page.locator(DIALOG).getByRole('option').first()).toBeVisible();
  await translated.expectNoRawWordsInDialog();

  await page.contents.uploadContent(
    JSON.stringify(TOKEN_ONLY),
    'text',
    'leak.ipynb'
  );
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('docmanager:open', {
      path: 'leak.ipynb',
      factory: 'Notebook'
    });
  });
  await translated.expectNoRawWords(NOTICE);
  for (const id of ['saturn:export-portable', 'saturn:modernise-notebook']) {
    await page.evaluate(id => void window.jupyterapp.commands.execute(id), id);
    await translated.expectNoRawWordsInDialog();
  }
});

test('what is said of an account is translated', async ({
  page,
  translated
}) => {
  const double = await Double.start();
  try {
    const panel = page.locator(PANEL);
    await setSetting(page, 'baseUrl', double.url);
    await setSetting(page, 'project', '0'.repeat(32));
    const form = panel.locator('.jp-Saturn-signIn');
    await expect(form).toBeVisible();
    await translated.expectNoRawWords(PANEL);
    await page.evaluate(
      () => void window.jupyterapp.commands.execute('saturn:sign-in')
    );
    await translated.expectNoRawWordsInDialog();
    await page.evaluate(
      () => void window.jupyterapp.commands.execute('saturn:open-settings')
    );
    await expect(
      page.locator('.jp-SettingsForm .jp-Saturn-signIn')
    ).toBeVisible();
    await translated.expectNoRawWords('.jp-Saturn-signIn', '.jp-Saturn-field');
    await form.getByLabel(marked('Token'), { exact: true }).fill(TOKEN);
    await form.getByRole('button', { name: marked('Verify') }).click();
    await expect(form).toHaveCount(0);
    await panel.getByRole('button', { name: /Jobs and deployments/ }).click();
    await expect(panel).toContainText('next run');
    expect(await rawWords(page, [PANEL], OF_THE_DOUBLE)).toEqual([]);
    await translated.expectNoRawWords('.jp-Saturn-signIn', '.jp-Saturn-field');
  } finally {
    await forgetToken(page, double.url);
    double.stop();
  }
});

test('a raw word would be found', async ({ page, translated }) => {
  // What is put in before is drawn over.
  await expect(translated.page.locator(PANEL)).toContainText('first-steps');
  await page.evaluate(() => {
    const place = document.querySelector('.jp-Saturn');
    const text = place?.appendChild(document.createElement('p'));
    text?.append('raw ⟦not raw⟧');
    text?.setAttribute('aria-label', 'heard');
  });
  const found = await rawWords(page, [PANEL], DATA);
  expect(found).toEqual(['heard', 'raw ⟦not raw⟧']);
});
