import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, Saturn, test as base } from './saturn';
import type { APIRequestContext, Locator, Page } from '@playwright/test';

const PYTHON = join(__dirname, '..', '..', '.venv', 'bin', 'python');

/** Our server's endpoint for tokens. */
export const CREDENTIALS = '/jupyterlab-saturn/api/credentials';

interface IUser {
  readonly name: string;
  readonly token: string;
  readonly project_id: string;
}

/**
 * A Saturn elsewhere: a second process of the local one, with users and tokens of its own.
 */
export class Remote {
  private constructor(
    private readonly _process: ChildProcess,
    readonly url: string,
    readonly users: readonly IUser[]
  ) {}

  static async start(): Promise<Remote> {
    const folder = mkdtempSync(join(tmpdir(), 'saturn-remote-'));
    const info = join(folder, 'info.json');
    const child = spawn(
      existsSync(PYTHON) ? PYTHON : 'python',
      [
        ...['-m', 'jupyterlab_saturn.local', '--port', '0', '--no-spare'],
        ...['--state-dir', folder, '--users', '2', '--info', info]
      ],
      { stdio: 'ignore' }
    );
    await expect.poll(() => existsSync(info)).toBe(true);
    const told = JSON.parse(readFileSync(info, 'utf-8')) as {
      base_url: string;
      users: IUser[];
    };
    return new Remote(child, told.base_url, told.users);
  }

  async stop(): Promise<void> {
    const ended = once(this._process, 'exit');
    this._process.kill('SIGTERM');
    await ended;
  }

  get host(): string {
    return new URL(this.url).host;
  }

  get user(): IUser {
    const user = this.users[0];
    if (!user) {
      throw new Error('The Saturn has no user.');
    }
    return user;
  }

  /** Make a token that can be ended: the first one stays good for all tests. */
  async makeToken(
    options: { expires_in?: number } = {}
  ): Promise<{ id: string; access_token: string }> {
    const answer = await fetch(`${this.url}api/tokens`, {
      method: 'POST',
      headers: this._headers,
      body: JSON.stringify(options)
    });
    expect(answer.status).toBe(201);
    return (await answer.json()) as { id: string; access_token: string };
  }

  async endToken(id: string): Promise<void> {
    const answer = await fetch(`${this.url}api/tokens/${id}`, {
      method: 'DELETE',
      headers: this._headers
    });
    expect(answer.status).toBe(204);
  }

  private get _headers(): Record<string, string> {
    return { Authorization: `token ${this.user.token}` };
  }
}

/**
 * The form for the token, wherever it stands.
 */
export class SignInForm {
  constructor(readonly root: Locator) {
    this.input = root.getByLabel('Token', { exact: true });
    this.state = root.locator('.jp-Saturn-state');
  }

  readonly input: Locator;
  readonly state: Locator;

  button(name: string): Locator {
    return this.root.getByRole('button', { name, exact: true });
  }

  /** Paste as a user does, by the clipboard. */
  async paste(text: string): Promise<void> {
    const page = this.root.page();
    await page.evaluate(value => navigator.clipboard.writeText(value), text);
    await this.input.focus();
    await page.keyboard.press('ControlOrMeta+V');
    await page.evaluate(() => navigator.clipboard.writeText(''));
  }

  async enter(text: string): Promise<void> {
    await this.paste(text);
    await this.button('Verify').click();
  }
}

/** The form in the open settings editor. */
export function settingsForm(page: Page): SignInForm {
  return new SignInForm(page.locator('.jp-SettingsForm .jp-Saturn-signIn'));
}

/** Forget all tokens, whatever the test before left. */
export async function forgetAll(request: APIRequestContext): Promise<void> {
  const { stored } = (await (await request.get(CREDENTIALS)).json()) as {
    stored: string[];
  };
  for (const url of stored) {
    const query = new URLSearchParams({ base_url: url }).toString();
    const answer = await request.delete(`${CREDENTIALS}?${query}`);
    expect(answer.ok()).toBe(true);
  }
}

/** The base URLs that there are tokens for. */
export async function stored(page: Page): Promise<string[]> {
  const answer = await page.request.get(CREDENTIALS);
  return ((await answer.json()) as { stored: string[] }).stored;
}

/** Enter the address of a Saturn in the open settings editor. */
export async function useAddress(saturn: Saturn, url: string): Promise<void> {
  await saturn.setting('baseUrl').fill(url);
  await saturn.setting('baseUrl').press('Enter');
}

/**
 * A test with a Saturn elsewhere and no token for it.
 */
export const test = base.extend<
  { saturn: Saturn; signIn: SignInForm },
  { remote: Remote }
>({
  remote: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
    async ({}, use) => {
      const remote = await Remote.start();
      await use(remote);
      await remote.stop();
    },
    { scope: 'worker' }
  ],
  saturn: async ({ page, context, request, remote }, use) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await forgetAll(request);
    const saturn = new Saturn(page);
    await saturn.open();
    await use(saturn);
    await forgetAll(request);
  },
  /** The form in the settings editor, which it opens. */
  signIn: async ({ page, saturn }, use) => {
    await saturn.openSettings();
    await use(settingsForm(page));
  }
});

export { expect };
