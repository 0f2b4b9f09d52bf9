import React from 'react';

import { VersionTable } from '../versiontable';
import { compareVersions } from '../versions';
import { Screen } from './render';
import { HOSTILE, trans } from './values';

describe('VersionTable', () => {
  it('should say each verdict as a word beside a shape', () => {
    const rows = compareVersions({
      kernel: { python: '3.13.0', dask: '2026.8.0', numpy: '2.0' },
      scheduler: { python: '3.11.9', dask: '2026.8.0', numpy: '2.1' },
      workers: { python: ['3.11.9', '3.12.1'], dask: ['2026.8.0'] }
    });
    const screen = new Screen(
      <VersionTable rows={rows} notes={['A note.']} trans={trans} />
    );
    const lines = [...screen.node.querySelectorAll('tbody tr')].map(line =>
      [...line.children].map(cell => cell.textContent)
    );
    expect(lines).toEqual([
      ['python', '3.13.0', '3.11.9', '3.11.9, 3.12.1', '✕ does not fit'],
      ['dask', '2026.8.0', '2026.8.0', '2026.8.0', '✓ fits'],
      ['numpy', '2.0', '2.1', 'none', '△ differs']
    ]);
    expect(screen.text).toContain('A note.');
    screen.close();
  });

  it.each(HOSTILE.map(text => [text]))('should show %j as text', text => {
    const row = {
      package: 'python',
      kernel: text,
      scheduler: text,
      workers: [text],
      verdict: 'unknown' as const
    };
    const screen = new Screen(
      <VersionTable rows={[row]} notes={[]} trans={trans} />
    );
    expect(screen.node.querySelectorAll('tbody *')).toHaveLength(7);
    screen.close();
  });
});
