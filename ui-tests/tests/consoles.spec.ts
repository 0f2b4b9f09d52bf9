import type { Locator } from '@playwright/test';

import { expect, test } from './saturn';
import type { Saturn } from './saturn';

/** A console as its user meets it. */
class Console {
  constructor(private readonly _saturn: Saturn) {
    const { page } = _saturn;
    this.panel = page.locator('.jp-ConsolePanel:visible');
    this.button = this.panel.locator('.jp-Saturn-button');
    this.prompt = this.panel.locator('.jp-CodeConsole-promptCell .cm-content');
  }

  readonly panel: Locator;
  readonly button: Locator;
  readonly prompt: Locator;

  /** Open a console; with a path, one that shares the kernel of that notebook. */
  async open(path?: string): Promise<void> {
    await this._saturn.page.evaluate(async path => {
      const { commands, serviceManager } = window.jupyterapp;
      const sessions = [...serviceManager.sessions.running()];
      const kernel = sessions.find(s => path && s.path.endsWith(path))?.kernel;
      await commands.execute('console:create', {
        activate: true,
        kernelPreference: kernel
          ? { id: kernel.id }
          : { name: 'python3', autoStartDefault: true }
      });
    }, path);
    await expect(this.panel).toBeVisible();
    await expect(this.prompt).toBeVisible();
  }

  async run(code: string): Promise<void> {
    await this.prompt.click();
    await this._saturn.page.keyboard.insertText(code);
    await this._saturn.page.keyboard.press('Shift+Enter');
  }

  get output(): Locator {
    return this.panel.locator('.jp-CodeConsole-content .jp-OutputArea-output');
  }
}

test('a console is attached, keeps what is typed, and survives a restart', async ({
  page,
  saturn
}) => {
  await saturn.start();
  const console = new Console(saturn);
  await console.open();
  await expect(console.button).toContainText('Attach…');
  await console.prompt.click();
  await page.keyboard.insertText('half a tho');
  await saturn.action('Attach').click();
  await expect(console.button).toContainText('2 workers');
  await expect(saturn.status).toContainText('2 workers');
  await expect(saturn.panel.getByText(/^Console \d+$/)).toBeVisible();
  await expect(console.prompt).toHaveText('half a tho');
  await console.prompt.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await console.run('print(client.status)');
  await expect(console.output.last()).toHaveText('running');
  await console.panel.getByRole('button', { name: 'Restart Kernel…' }).click();
  const confirm = page.getByRole('button', { name: 'Confirm Kernel Restart' });
  await confirm.click();
  await expect(console.button).toContainText('2 workers');
  await console.run('print(client.status, 2)');
  await expect(console.output.last()).toHaveText('running 2');
});

test('K10 a console on the kernel of a notebook shares its attachment', async ({
  saturn
}) => {
  await saturn.start();
  await saturn.notebook('shared.ipynb', ['print(client.status)']);
  await saturn.attach();
  const console = new Console(saturn);
  await console.open('shared.ipynb');
  await expect(console.button).toContainText('2 workers');
  await console.run('print(client.status)');
  await expect(console.output.last()).toHaveText('running');
  await saturn.action('Detach').click();
  await expect(console.button).toContainText('Attach…');
  await saturn.page.notebook.activate('shared.ipynb');
  await expect(saturn.button).toContainText('Attach…');
});
