import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { expect, SignInForm } from './remote';

const ROOT = join(__dirname, '..', '..');
const SETTINGS = 'jupyterlab-saturn:plugin';

/** The token that the double of Saturn takes (tests/server/fake_saturn.py). */
export const TOKEN = 'canary-token-0123456789';

/** What people with bad intentions put into names; the first thirty are not nothing. */
export const HOSTILE = (
  JSON.parse(
    readFileSync(join(ROOT, 'src/__tests__/hostile.json'), 'utf-8')
  ) as string[]
).slice(0, 30);

/**
 * A double of Saturn that writes down what it is asked, until `stop`.
 */
export class Double {
  private constructor(
    readonly url: string,
    readonly stop: () => void
  ) {}

  static async start(textsFile?: string): Promise<Double> {
    const own = join(ROOT, '.venv', 'bin', 'python');
    const script = join(ROOT, 'tests', 'server', 'double.py');
    const child = spawn(
      existsSync(own) ? own : 'python',
      [script, ...(textsFile ? [textsFile] : [])],
      { stdio: ['pipe', 'pipe', 'inherit'] }
    );
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    return new Double(line.toString().trim(), () => child.stdin.end());
  }

  /** What changed something, or would have. */
  async writes(): Promise<string[]> {
    const response = await fetch(`${this.url}log`);
    return ((await response.json()) as { writes: string[] }).writes;
  }
}

/**
 * Change a setting as the JSON editor does, or remove it.
 */
export async function setSetting(
  page: IJupyterLabPageFixture,
  key: string,
  value: string
): Promise<void> {
  await page.evaluate(
    async ([id, key, value]) => {
      const registry = await window.galata.getPlugin(
        '@jupyterlab/apputils-extension:settings'
      );
      await registry?.set(id ?? '', key ?? '', value ?? '');
    },
    [SETTINGS, key, value]
  );
}

/**
 * Enter the token in the sidebar's form, as its user does.
 */
export async function enterToken(
  page: IJupyterLabPageFixture,
  url: string
): Promise<void> {
  const panel = page.getByRole('region', { name: 'Saturn', exact: true });
  const form = new SignInForm(panel.locator('.jp-Saturn-signIn'));
  await expect(form.state).toContainText(
    `Not signed in to ${new URL(url).host}`
  );
  await form.input.fill(TOKEN);
  await form.button('Verify').click();
  await expect(form.root).toHaveCount(0);
}

/**
 * Forget a token, so that the next test begins without it.
 */
export async function forgetToken(
  page: IJupyterLabPageFixture,
  url: string
): Promise<void> {
  await page.request.delete(
    `/jupyterlab-saturn/api/credentials?base_url=${encodeURIComponent(url)}`
  );
}
