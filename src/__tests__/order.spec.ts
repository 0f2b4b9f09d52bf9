import { arrange, findTyped, FIRST_VIEW } from '../sidebar/order';
import type { SortKey } from '../sidebar/order';
import { makeCluster } from './values';

describe('arrange()', () => {
  const clusters = [
    makeCluster({ id: 'a', name: 'etl 10', price_per_hour: 0.1 }),
    makeCluster({ id: 'b', name: 'Etl 9', status: 'pending' }),
    makeCluster({
      id: 'c',
      name: 'gpu',
      price_per_hour: 4,
      project_id: 'p2',
      idle_since: '2026-01-01T00:10:00Z'
    }),
    makeCluster({
      id: 'd',
      name: 'old',
      status: 'stopped',
      price_per_hour: 9,
      project_id: 'p2',
      idle_since: '2026-01-01T00:00:00Z'
    }),
    makeCluster({ id: 'e', name: 'bad', status: 'error', project_id: 'p2' })
  ];

  it.each<[SortKey, string | null, string]>([
    ['name', null, 'ebacd'],
    ['name', 'p1', 'baecd'],
    ['name', 'p2', 'ecdba'],
    ['state', null, 'eacbd'],
    ['state', 'p1', 'abecd'],
    ['price', null, 'cbaed'],
    ['idle', null, 'dceba']
  ])('should sort by %s, those of %p first', (sort, project, ids) => {
    const shown = arrange(clusters, { query: '', sort }, project);
    expect(shown.map(c => c.id).join('')).toBe(ids);
  });

  it.each([
    ['', 5],
    ['ETL', 2],
    ['  10 etl ', 1],
    ['nothing', 0]
  ])('should search for %j', (query, count) => {
    expect(arrange(clusters, { ...FIRST_VIEW, query }, null)).toHaveLength(
      count
    );
  });

  it('should leave the snapshot as it is', () => {
    const before = clusters.map(c => c.id);
    arrange(clusters, { query: '', sort: 'price' }, null);
    expect(clusters.map(c => c.id)).toEqual(before);
  });
});

describe('findTyped()', () => {
  const clusters = ['alpha', 'beta', 'Bravo', 'gamma'].map(name =>
    makeCluster({ id: name, name })
  );

  it.each([
    ['b', 0, 1],
    ['b', 1, 2],
    ['b', 2, 1],
    ['br', 1, 2],
    ['be', 1, 1],
    ['a', 0, 0],
    ['x', 0, -1]
  ])('should go by %j from %d to %d', (typed, from, found) => {
    expect(findTyped(clusters, typed, from)).toBe(found);
  });
});
