import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { expect, galata, test as base } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

export { expect };

/**
 * The extension as its user meets it: the sidebar, the toolbar button, and notebooks.
 */
export class Saturn {
  constructor(readonly page: IJupyterLabPageFixture) {
    this.panel = page.getByRole('region', { name: 'Saturn', exact: true });
    this.cluster = this.panel.getByRole('row', { name: 'first-steps' });
    this.view = this.panel.getByRole('region', {
      name: 'first-steps in detail'
    });
    this.button = page.locator('.jp-NotebookPanel:visible .jp-Saturn-button');
    this.status = page.locator('.jp-Saturn-statusItem');
  }

  readonly panel: Locator;
  /** The row of the cluster that the local Saturn begins with. */
  readonly cluster: Locator;
  /** What there is to see of that cluster, while it is opened. */
  readonly view: Locator;
  /** The button in the visible notebook's toolbar. */
  readonly button: Locator;
  /** The item in the status bar. */
  readonly status: Locator;

  async open(): Promise<void> {
    await this.page.sidebar.openTab('jupyterlab-saturn');
    await expect(this.cluster).toBeVisible();
  }

  action(name: string): Locator {
    return this.cluster.getByRole('button', { name, exact: true });
  }

  /** Have the cluster run, whatever the test before left. */
  async start(): Promise<void> {
    await expect(this.action('Start').or(this.action('Stop'))).toBeVisible();
    if (await this.action('Start').isVisible()) {
      await this.action('Start').click();
    }
    await expect(this.action('Stop')).toBeVisible();
    await expect(this.cluster).toContainText('Running');
  }

  /** Have the cluster stopped, whatever the test before left. */
  async stop(): Promise<void> {
    await expect(this.action('Start').or(this.action('Stop'))).toBeVisible();
    if (await this.action('Stop').isVisible()) {
      await this.action('Stop').click();
      await this.dialogButton('Stop').click();
    }
    await expect(this.action('Start')).toBeVisible();
  }

  dialogButton(name: string): Locator {
    return this.page
      .locator('.jp-Dialog')
      .getByRole('button', { name, exact: true });
  }

  /** Wait until a dialog has the focus, which comes a moment after it: what is typed before is lost. */
  async dialogReady(): Promise<void> {
    const focused = this.page.locator('.jp-Dialog-content :focus');
    await expect(focused).toHaveCount(1);
  }

  async attach(): Promise<void> {
    await this.action('Attach').click();
    await expect(this.button).toContainText('2 workers');
  }

  /** Choose from the menu of the toolbar's button. */
  async choose(label: string): Promise<void> {
    await this.button.click();
    await this.page.getByRole('menuitem', { name: label, exact: true }).click();
  }

  async openSettings(): Promise<void> {
    await this.panel.getByRole('button', { name: 'Saturn settings' }).click();
    await expect(this.setting('baseUrl')).toBeVisible();
  }

  /** The field of a setting in the open settings editor, which gives its fields no labels. */
  setting(name: string): Locator {
    return this.page.locator(
      `[id="jp-SettingsEditor-jupyterlab-saturn:plugin_${name}"]`
    );
  }

  /** Open a new notebook with these cells. */
  async notebook(name: string, cells: string[]): Promise<void> {
    const { page } = this;
    await page.notebook.createNew(name, { kernel: 'python3' });
    for (const [index, source] of cells.entries()) {
      if (index > 0) {
        await page.notebook.addCell('code', source);
      } else {
        await page.notebook.setCell(0, 'code', source);
      }
    }
    await expect(page.getByText('Python 3 (ipykernel) | Idle')).toBeVisible();
  }

  /** Open a notebook that is there, without the file browser, whose place the sidebar takes. */
  async openNotebook(path: string): Promise<void> {
    await this.page.evaluate(async path => {
      await window.jupyterapp.restored;
      await window.jupyterapp.commands.execute('docmanager:open', {
        path,
        factory: 'Notebook'
      });
    }, path);
    await expect(this.button).toBeVisible();
    await expect(
      this.page.getByText('Python 3 (ipykernel) | Idle')
    ).toBeVisible();
  }

  /** Run one cell and return what it printed. */
  async run(index: number): Promise<string> {
    await this.page.notebook.runCell(index, true);
    return this.output(index);
  }

  async output(index: number): Promise<string> {
    const output = await this.page.notebook.getCellTextOutput(index);
    return (output ?? []).join('');
  }
}

/**
 * Wait until Galata's helpers work in a page that was loaded without them: they find the application by
 * this property alone.
 */
export async function galataReady(page: IJupyterLabPageFixture): Promise<void> {
  await page.waitForFunction(
    () => typeof window.galata === 'object' && !!window.galata.app
  );
}

/**
 * The process id of the local Saturn of these tests.
 */
export function localSaturnPid(): number {
  const file = join(
    process.env.SATURN_UI_HOME ?? '',
    'data',
    'saturn',
    'local',
    'info.json'
  );
  return (JSON.parse(readFileSync(file, 'utf-8')) as { pid: number }).pid;
}

/**
 * The process ids of the running clusters of that local Saturn; each holds a scheduler.
 */
export function localClusterPids(): number[] {
  const children = execFileSync('pgrep', ['-P', String(localSaturnPid())]);
  return children.toString().trim().split('\n').map(Number);
}

/**
 * A test with the extension. Galata's mocks of kernels and sessions break kernel restarts.
 */
export const test = base.extend<{ saturn: Saturn }>({
  kernels: null,
  sessions: null,
  saturn: async ({ page }, use) => {
    const saturn = new Saturn(page);
    await saturn.open();
    await use(saturn);
  }
});

export { galata };
