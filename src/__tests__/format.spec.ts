import {
  formatAge,
  formatMemory,
  formatPrice,
  formatStatus,
  totalPrice
} from '../format';
import type { ICluster } from '../tokens';
import { makeCluster, makeSnapshot, trans } from './values';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

describe('formatMemory', () => {
  it.each([
    [null, 'unknown'],
    [0, '0 MiB'],
    [512 * MIB, '512 MiB'],
    [GIB - 1, '1024 MiB'],
    [GIB, '1 GiB'],
    [1.5 * GIB, '1.5 GiB'],
    [8 * GIB, '8 GiB'],
    [12.4 * GIB, '12 GiB'],
    [1024 * GIB, '1024 GiB']
  ])('should write %p as %p', (bytes, expected) => {
    expect(formatMemory(bytes, trans)).toBe(expected);
  });
});

describe('formatPrice', () => {
  it.each([
    [null, false, ''],
    [0, false, 'about $0.00/h'],
    [0.456, false, 'about $0.46/h'],
    [12, false, 'about $12.00/h'],
    [12, true, 'local, free'],
    [null, true, 'local, free']
  ])('should write %p (local: %p) as %p', (price, local, expected) => {
    expect(formatPrice(price, local, trans)).toBe(expected);
  });
});

describe('formatStatus', () => {
  it.each<[ICluster['status'], string | null, string]>([
    ['pending', null, 'Starting'],
    ['running', null, 'Running'],
    ['stopping', null, 'Stopping'],
    ['stopped', 'ignored', 'Stopped'],
    ['error', null, 'Error'],
    ['unknown', 'hibernating', 'Unknown (hibernating)'],
    ['unknown', null, 'Unknown (?)']
  ])('should write %p (%p) as %p', (status, status_text, expected) => {
    const cluster = makeCluster({ status, status_text });
    expect(formatStatus(cluster, trans)).toBe(expected);
  });
});

describe('formatAge', () => {
  it.each([
    [-60, 'just now'],
    [0, 'just now'],
    [4.4, 'just now'],
    [5, '5 s ago'],
    [89, '89 s ago'],
    [90, '2 min ago'],
    [3600, '60 min ago'],
    [5399, '90 min ago'],
    [5400, '2 h ago'],
    [86_400, '24 h ago']
  ])('should write %p seconds as %p', (seconds, expected) => {
    const now = 1_000_000_000_000;
    expect(formatAge(now - seconds * 1000, now, trans)).toBe(expected);
  });
});

describe('totalPrice', () => {
  it.each<[string, ReadonlyArray<Partial<ICluster>>, number | null]>([
    ['no cluster', [], 0],
    ['what runs', [{}, { price_per_hour: 1 }], 1.5],
    ['what starts', [{ status: 'pending' }], 0.5],
    [
      'what stands still',
      [{ status: 'stopped' }, { status: 'error', price_per_hour: null }],
      0
    ],
    ['an unknown price', [{}, { price_per_hour: null }, {}], null]
  ])('should add up %s', (_, clusters, expected) => {
    const snapshot = makeSnapshot({ clusters: clusters.map(makeCluster) });
    expect(totalPrice(snapshot)).toBe(expected);
  });
});
