import React from 'react';

import type { ICluster } from '../tokens';
import { Workerless } from '../workerless';
import { Screen } from './render';
import { makeCluster, trans } from './values';

const NONE: Partial<ICluster> = {
  status: 'running',
  worker_count: 0,
  worker_target: 2,
  adaptive: null
};

describe('Workerless', () => {
  let screen: Screen | null = null;

  afterEach(() => {
    screen?.close();
  });

  function show(cluster: Partial<ICluster>): Screen {
    screen = new Screen(
      <Workerless
        cluster={makeCluster({ ...NONE, ...cluster })}
        trans={trans}
      />
    );
    return screen;
  }

  it.each([
    [2, 'It is to have 2.'],
    [0, 'Scale it to have some.']
  ])('C5 should say what to do where %d are wanted', (target, words) => {
    const shown = show({ worker_target: target }).get('[role=status]');
    expect(shown.textContent).toContain('tasks wait until one comes');
    expect(shown.textContent).toContain(words);
  });

  it.each<[string, Partial<ICluster>]>([
    ['has a worker', { worker_count: 1 }],
    ['has an unknown number', { worker_count: null }],
    ['does not run', { status: 'stopped' }],
    ['gets workers with its tasks', { adaptive: { minimum: 0, maximum: 4 } }]
  ])('should say nothing of a cluster that %s', (_, cluster) => {
    expect(show(cluster).has('[role=status]')).toBe(false);
  });
});
