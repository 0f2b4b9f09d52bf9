import type { IVersions } from '../versions';
import {
  compareVersions,
  readClusterVersions,
  readVersions,
  worstVerdict
} from '../versions';

/** A kernel and a cluster that differ in one package. */
function pair(name: string, kernel: string, cluster: string): IVersions {
  return {
    kernel: { [name]: kernel },
    scheduler: { [name]: cluster },
    workers: { [name]: [cluster] }
  };
}

describe('compareVersions', () => {
  it('should have a row for each package that anybody has', () => {
    const rows = compareVersions({
      kernel: { python: '3.11.7', numpy: '2.4.6' },
      scheduler: { python: '3.11.9', pandas: '2.2.0' },
      workers: { python: ['3.11.9'] }
    });
    expect(rows).toEqual([
      {
        package: 'python',
        kernel: '3.11.7',
        scheduler: '3.11.9',
        workers: ['3.11.9'],
        verdict: 'same'
      },
      {
        package: 'numpy',
        kernel: '2.4.6',
        scheduler: null,
        workers: [],
        verdict: 'differs'
      },
      {
        package: 'pandas',
        kernel: null,
        scheduler: '2.2.0',
        workers: [],
        verdict: 'differs'
      }
    ]);
  });

  it('should know nothing without a cluster', () => {
    const rows = compareVersions({
      kernel: { python: '3.11.7' },
      scheduler: null,
      workers: null
    });
    expect(rows.map(row => row.verdict)).toEqual(['unknown']);
    expect(worstVerdict(rows)).toBe('unknown');
    expect(compareVersions(null)).toEqual([]);
    expect(worstVerdict([])).toBe('unknown');
  });

  it('should compare with the scheduler while there is no worker', () => {
    const versions = { ...pair('dask', '2026.8.0', '2026.8.0'), workers: {} };
    expect(worstVerdict(compareVersions(versions))).toBe('same');
  });

  it('should see the one worker that differs', () => {
    const versions = {
      ...pair('python', '3.11.7', '3.11.7'),
      workers: { python: ['3.11.7', '3.12.1'] }
    };
    expect(worstVerdict(compareVersions(versions))).toBe('fatal');
  });

  it.each([
    ['python', '3.11.7', '3.11.1', 'same'],
    ['python', '3.11.7', '3.12.1', 'fatal'],
    ['python', '3.1.7', '3.11.7', 'fatal'],
    ['dask', '2026.8.0', '2025.5.1', 'differs'],
    ['msgpack', '1.0.0', '1.2.4', 'differs'],
    ['numpy', '2.4.6', '2.4.6', 'same'],
    // Measured pairs; the client is the first.
    ['distributed', '2026.8.0', '2025.5.1', 'differs'],
    ['distributed', '2025.5.1', '2026.8.0', 'differs'],
    ['distributed', '2023.7.1', '2024.2.1', 'differs'],
    ['distributed', '2026.8.0', '2.30.0', 'fatal'],
    ['distributed', '2.30.0', '2026.8.0', 'fatal'],
    ['distributed', '2022.7.1', '2026.8.0', 'fatal'],
    ['distributed', '2024.12.1', '2025.5.1', 'fatal'],
    ['distributed', '2025.3.0', '2025.4.1', 'fatal'],
    ['distributed', '2024.8.0', '2024.12.1', 'differs'],
    ['distributed', '2024.12.1', '2024.8.0', 'fatal'],
    ['distributed', '2025.4.1', '2025.5.1', 'differs'],
    ['distributed', '2025.5.1', '2025.4.1', 'fatal'],
    // Between two releases of a break nothing was tried.
    ['distributed', '2025.4.0', '2025.4.1', 'differs'],
    ['distributed', 'unknown', '2026.8.0', 'differs']
  ])(
    'should judge %s %s against %s as %s',
    (name, kernel, cluster, verdict) => {
      const rows = compareVersions(pair(name, kernel, cluster));
      expect(rows.map(row => row.verdict)).toEqual([verdict]);
    }
  );
});

describe('readVersions', () => {
  it.each([[null], [5], ['x'], [{}], [{ kernel: null }]])(
    'should take %j for nothing',
    value => {
      expect(readVersions(value)).toBeNull();
    }
  );

  it('should take known names and short texts only', () => {
    const odd = {
      python: '3.11.7',
      dask: '<b>',
      numpy: 5,
      pandas: '1'.repeat(41),
      evil: '1.0',
      msgpack: ''
    };
    expect(
      readVersions({ kernel: odd, scheduler: odd, workers: null })
    ).toEqual({
      kernel: { python: '3.11.7' },
      scheduler: { python: '3.11.7' },
      workers: null
    });
  });

  it('should take a few versions of the workers', () => {
    const many = Array.from({ length: 99 }, (_, index) => `3.11.${index}`);
    expect(
      readClusterVersions({
        workers: { python: many, dask: 'x', numpy: [1], evil: ['1'] }
      })
    ).toEqual({ scheduler: null, workers: { python: many.slice(0, 5) } });
  });
});
