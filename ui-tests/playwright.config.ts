import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defineConfig } from '@playwright/test';

// This file is read by every worker: what the first one chose is passed on by the environment.
const home = (process.env.SATURN_UI_HOME ??= mkdtempSync(
  join(tmpdir(), 'saturn-ui-')
));
const port = (process.env.SATURN_UI_PORT ??= '8987');
const url = `http://127.0.0.1:${port}`;

/**
 * Return the browser of this machine; undefined leaves it to Playwright's own.
 */
function findChromium(): string | undefined {
  for (const name of [
    process.env.CHROMIUM ?? '',
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable'
  ]) {
    try {
      return execFileSync('which', [name], { encoding: 'utf-8' }).trim();
    } catch {
      // Not there under that name.
    }
  }
  return undefined;
}

const isRoot = process.getuid?.() === 0;
const python = join(__dirname, '..', '.venv', 'bin', 'jupyter');

export default defineConfig({
  projects: [
    { name: 'tests', testDir: 'tests' },
    { name: 'pictures', testDir: 'pictures' },
    { name: 'bench', testDir: 'bench' }
  ],
  outputDir: 'test-results',
  reporter: [['list'], ['json', { outputFile: 'test-results/report.json' }]],
  timeout: 120_000,
  expect: { timeout: 30_000 },
  retries: process.env.CI ? 1 : 0, // a busy machine may miss a deadline, a fault remains
  workers: 1, // one Jupyter server, one local Saturn, and two cores in most places
  forbidOnly: !!process.env.CI,
  use: {
    baseURL: url,
    trace: 'retain-on-failure',
    video: 'off',
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: findChromium(),
      args: [
        ...(isRoot ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  },
  webServer: {
    command: `${existsSync(python) ? python : 'jupyter'} lab --config jupyter_server_test_config.py`,
    url: `${url}/lab`,
    timeout: 120_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    env: {
      ...process.env,
      JUPYTER_CONFIG_DIR: join(home, 'config'),
      JUPYTER_DATA_DIR: join(home, 'data'),
      JUPYTER_RUNTIME_DIR: join(home, 'runtime'),
      JUPYTERLAB_SETTINGS_DIR: join(home, 'settings'),
      JUPYTERLAB_WORKSPACES_DIR: join(home, 'workspaces')
    }
  }
});
