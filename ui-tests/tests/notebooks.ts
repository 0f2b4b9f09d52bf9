import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { expect, test as base } from './remote';

/** A token that is nobody's, in the form of Saturn's. */
export const TOKEN = '4f1c09be77d2a35861e0b94d2c7f5a18';
export const PROJECT = '0c5d1ab2c3d44e5f8a6b7c8d9e0f1a2b';

export interface ICell {
  cell_type: string;
  id?: string;
  source: string | string[];
  metadata: Record<string, unknown>;
  outputs?: unknown[];
  execution_count?: number | null;
}

export interface INotebook {
  nbformat: number;
  nbformat_minor: number;
  metadata: Record<string, unknown>;
  cells: ICell[];
}

export function code(source: string, outputs: unknown[] = []): ICell {
  return {
    cell_type: 'code',
    source,
    outputs,
    execution_count: null,
    metadata: {}
  };
}

export function stdout(text: string): unknown {
  return { output_type: 'stream', name: 'stdout', text };
}

export function notebook(...cells: ICell[]): INotebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'python3', display_name: 'Python 3' },
      language_info: { name: 'python' }
    },
    cells: cells.map((cell, index) => ({ ...cell, id: `cell-${index}` }))
  };
}

/** The recipe of 2021, with its token also in an output and in the metadata. */
export function recipe(baseUrl: string, token = TOKEN): INotebook {
  const made = notebook(
    code('!pip install dask-saturn dask==2.30.0 distributed==2.30.0'),
    code(
      [
        'from dask_saturn import ExternalConnection, SaturnCluster',
        'from dask.distributed import Client',
        '',
        'conn = ExternalConnection(',
        `    project_id="${PROJECT}",`,
        `    base_url="${baseUrl}",`,
        `    saturn_token="${token}",`,
        ')',
        'cluster = SaturnCluster(external_connection=conn, n_workers=2)',
        'c = Client(cluster)'
      ].join('\n'),
      [stdout(`saturn_token=${token}\n`)]
    ),
    code('c.submit(sum, [1, 2]).result()')
  );
  return {
    ...made,
    metadata: { ...made.metadata, notes: { saturn_token: token } }
  };
}

export const TOKEN_ONLY = notebook(
  code(`import os\nos.environ["SATURN_TOKEN"] = "${TOKEN}"`),
  code('print(1)')
);

export class Notebooks {
  constructor(
    readonly page: IJupyterLabPageFixture,
    readonly folder: string
  ) {
    this.dialog = page.getByRole('dialog');
    this.notices = page.locator('.Toastify__toast');
  }

  readonly dialog: Locator;
  readonly notices: Locator;

  async open(name: string, content: INotebook): Promise<void> {
    const path = `${this.folder}/${name}`;
    await this.page.contents.uploadContent(
      JSON.stringify(content),
      'text',
      path
    );
    await this.reopen(name);
  }

  /** Open a notebook that is there; one that is being closed has to be gone before. */
  async reopen(name: string): Promise<void> {
    const cell = this.page.locator('.jp-NotebookPanel:visible .jp-Cell');
    await expect(async () => {
      await this.page.evaluate(async path => {
        await window.jupyterapp.restored;
        await window.jupyterapp.commands.execute('docmanager:open', {
          path,
          factory: 'Notebook'
        });
      }, `${this.folder}/${name}`);
      await expect(cell.first()).toBeVisible({ timeout: 5000 });
    }).toPass();
    // Commands are for the notebook that JupyterLab takes for the current one.
    await this.page.waitForFunction(
      name =>
        window.jupyterapp.shell.currentWidget?.title.label === name &&
        window.jupyterapp.commands.isEnabled('saturn:insert-connect-cell'),
      name
    );
  }

  notice(text: string): Locator {
    return this.notices.filter({ hasText: text });
  }

  /** What the current notebook would be saved as. */
  content(): Promise<INotebook> {
    return this.page.evaluate(() => {
      const panel = window.jupyterapp.shell.currentWidget as unknown as {
        context: { model: { toJSON(): INotebook } };
      };
      return panel.context.model.toJSON();
    });
  }

  /** The bytes of a file, or of its checkpoint. */
  async file(name: string): Promise<string> {
    return this.page.evaluate(async path => {
      const { contents } = window.jupyterapp.serviceManager;
      const model = await contents.get(path, {
        format: 'text',
        type: 'file',
        content: true
      });
      return String(model.content);
    }, `${this.folder}/${name}`);
  }

  /** The bytes of a notebook's checkpoint, by having the file be as it was then. */
  async checkpoint(name: string): Promise<string> {
    const now = await this.file(name);
    return this.page.evaluate(
      async ({ path, now }) => {
        const { contents } = window.jupyterapp.serviceManager;
        const [last] = await contents.listCheckpoints(path);
        if (!last) {
          return '';
        }
        await contents.restoreCheckpoint(path, last.id);
        const get = { format: 'text', type: 'file' } as const;
        const then = String(
          (await contents.get(path, { ...get, content: true })).content
        );
        await contents.save(path, { ...get, content: now });
        return then;
      },
      { path: `${this.folder}/${name}`, now }
    );
  }

  async command(id: string): Promise<void> {
    await this.page.evaluate(id => {
      void window.jupyterapp.commands.execute(id);
    }, id);
  }

  button(name: string): Locator {
    return this.dialog.getByRole('button', { name, exact: true });
  }
}

export function sources(content: INotebook): string[] {
  return content.cells.map(cell => [cell.source].flat().join(''));
}

/** A test with notebooks that are written for it. */
export const it = base.extend<{ notebooks: Notebooks }>({
  notebooks: async ({ page, saturn, tmpPath }, use) => {
    await expect(saturn.panel).toBeVisible();
    await use(new Notebooks(page, tmpPath));
  }
});

export { expect };
