import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from './saturn';

const HOME = process.env.SATURN_UI_HOME ?? '';
const RECORD = join(HOME, 'stub-record');

/** Install a kernel that speaks no Python where this Jupyter server finds it. */
function installStub(): void {
  const place = join(HOME, 'data', 'kernels', 'stub');
  const script = join(__dirname, '..', 'kernels', 'stub.py');
  const python = join(__dirname, '..', '..', '.venv', 'bin', 'python');
  mkdirSync(place, { recursive: true });
  writeFileSync(
    join(place, 'kernel.json'),
    JSON.stringify({
      argv: [
        existsSync(python) ? python : 'python',
        script,
        '-f',
        '{connection_file}'
      ],
      display_name: 'Stub',
      language: 'stub',
      env: { STUB_RECORD: RECORD }
    })
  );
}

test.beforeAll(installStub); // the page reads the list of kernels when it loads

test('K6 a kernel that speaks no Python is sent nothing', async ({
  page,
  saturn
}) => {
  await saturn.start();
  await page.notebook.createNew('stub.ipynb', { kernel: 'stub' });
  await expect(page.getByText('Stub | Idle')).toBeVisible();
  await saturn.action('Attach').click();
  await expect(saturn.button).toContainText('failed');
  await expect(saturn.panel.getByRole('alert')).toContainText(
    'This kernel cannot be attached'
  );
  expect(existsSync(RECORD)).toBe(false);
  // That nothing was written down means something: a cell is.
  await page.notebook.setCell(0, 'code', 'a cell');
  await page.notebook.runCell(0, { inplace: true, wait: false });
  await expect.poll(() => existsSync(RECORD)).toBe(true);
  expect(readFileSync(RECORD, 'utf-8')).toBe('"a cell"\n');
});
