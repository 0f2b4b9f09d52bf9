import React from 'react';

import { Announcement } from '../sidebar/announcement';
import type { ICluster, ISnapshot } from '../tokens';
import { Screen } from './render';
import { makeCluster, makeSnapshot, trans } from './values';

function snapshotOf(...states: ICluster['status'][]): ISnapshot {
  return makeSnapshot({
    clusters: states.map((status, index) =>
      makeCluster({ id: `c${index}`, name: `n${index}`, status })
    )
  });
}

describe('Announcement', () => {
  it('should name each change once, and nothing else', () => {
    const draw = (snapshot: ISnapshot | null): JSX.Element => (
      <Announcement snapshot={snapshot} trans={trans} />
    );
    const screen = new Screen(draw(null));
    for (const [snapshot, words] of [
      [snapshotOf('stopped'), ''],
      [snapshotOf('stopped', 'running'), ''],
      [snapshotOf('pending', 'running'), 'n0: Starting'],
      [null, 'n0: Starting'],
      [snapshotOf('running', 'stopping'), 'n0: Running, n1: Stopping'],
      [snapshotOf('running'), 'n0: Running, n1: Stopping'],
      [snapshotOf('stopping'), 'n0: Stopping']
    ] as const) {
      screen.draw(draw(snapshot));
      expect(screen.get('[role=status]').textContent).toBe(words);
    }
    screen.close();
  });
});
