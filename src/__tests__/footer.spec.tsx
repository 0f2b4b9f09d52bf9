import React from 'react';

import { Clock } from '../sidebar/clock';
import { Footer } from '../sidebar/footer';
import type { ISnapshot } from '../tokens';
import { Screen } from './render';
import { makeSnapshot, trans } from './values';

const NOW = Date.parse('2026-01-01T00:10:00Z');

describe('the estimate in the footer', () => {
  const cost = {
    spent: 1.4,
    per_hour: 6,
    as_of: '2026-01-01T00:05:00Z',
    since: '2025-12-31T20:00:00Z'
  };
  let screen: Screen;

  afterEach(() => {
    screen.close();
  });

  function show(values: Partial<ISnapshot>): void {
    screen = new Screen(
      <Clock now={() => NOW}>
        <Footer snapshot={makeSnapshot(values)} readAt={NOW} trans={trans} />
      </Clock>
    );
  }

  it('should go on from what was spent', () => {
    show({ cost });
    expect(screen.get('.jp-Saturn-spent').textContent).toMatch(
      /^estimate: \$1\.90 since /
    );
  });

  it.each<Partial<ISnapshot>>([
    { cost: null },
    { cost: { ...cost, spent: null } },
    { cost: { ...cost, per_hour: null } },
    { cost, local: true }
  ])('should not be there when it is not known: %p', values => {
    show(values);
    expect(screen.has('.jp-Saturn-spent')).toBe(false);
  });
});
