import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Elsewhere } from './elsewhere';

const ROOT = join(__dirname, '..', '..');
const PLACE = join(
  process.env.SATURN_UI_HOME ?? '',
  'data',
  'kernels',
  'other'
);

/**
 * Have this Jupyter server offer a kernel `other`, of another Python and another distributed than its
 * own.
 *
 * @returns Whether this machine has such a Python.
 */
export function installOtherPython(): boolean {
  const own = join(ROOT, '.venv', 'bin', 'python');
  const made = execFileSync(
    existsSync(own) ? own : 'python',
    [join(ROOT, 'tests', 'kernel', 'interpreters.py'), 'kernel-3.10'],
    { encoding: 'utf-8', stdio: ['ignore', 'pipe', 'inherit'] }
  );
  const python = /^kernel-3\.10: (\/.*)$/m.exec(made)?.[1];
  if (!python) {
    return false;
  }
  mkdirSync(PLACE, { recursive: true });
  writeFileSync(
    join(PLACE, 'kernel.json'),
    JSON.stringify({
      argv: [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
      display_name: 'Other Python',
      language: 'python'
    })
  );
  return true;
}

/** Leave kernels and cluster as the other tests want them. */
export async function removeOtherPython(): Promise<void> {
  rmSync(PLACE, { recursive: true, force: true });
  const elsewhere = new Elsewhere();
  await elsewhere.restore(await elsewhere.first());
}
