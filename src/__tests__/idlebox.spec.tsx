import React from 'react';

import { Clock } from '../sidebar/clock';
import { IdleAlerts } from '../sidebar/idle';
import { FIRST_VIEW } from '../sidebar/order';
import type { ISidebarValues } from '../sidebar/props';
import type { IIdleAlert } from '../tokens';
import { noteActions, Screen } from './render';
import { makeSnapshot, PROBLEM, trans } from './values';

const NOW = Date.parse('2026-01-01T01:00:00Z');

describe('IdleAlerts', () => {
  let actions: ReturnType<typeof noteActions>;
  let screen: Screen;

  beforeEach(() => {
    actions = noteActions();
  });

  afterEach(() => {
    screen.close();
  });

  function show(
    alert: Partial<IIdleAlert>,
    props: Partial<ISidebarValues> = {},
    local = false
  ): void {
    const idle_alerts = [
      {
        cluster_id: 'c1',
        action: 'notify' as const,
        since: '2026-01-01T00:32:00Z',
        raised_at: '2026-01-01T00:59:00Z',
        deadline: null,
        problem: null,
        ...alert
      }
    ];
    const now = (): number => NOW;
    screen = new Screen(
      <Clock now={now}>
        <IdleAlerts
          snapshot={makeSnapshot({ idle_alerts, local })}
          problem={null}
          readAt={NOW}
          selectedId="c1"
          pending={() => null}
          documents={[]}
          current={null}
          now={now}
          memory={{ view: FIRST_VIEW }}
          trans={trans}
          actions={actions}
          {...props}
        />
      </Clock>
    );
  }

  it('should say what idleness costs, and what can be done', () => {
    show({});
    expect(screen.get('p').textContent).toBe(
      'demo has been idle for 28 min. It keeps costing about $0.50/h.'
    );
    expect(screen.has('[role=timer]')).toBe(false);
    screen.press('Stop now');
    screen.press('Keep running');
    expect(actions.asked).toEqual([
      ['stop', 'c1'],
      ['keep', 'c1']
    ]);
  });

  it('should not speak of money for what is free', () => {
    show({}, {}, true);
    expect(screen.text).not.toContain('cost');
  });

  it.each([
    ['2026-01-01T01:01:42Z', 'It is stopped in 1 min 42 s.'],
    ['2026-01-01T00:59:59Z', 'It is about to be stopped.']
  ])('should count down: %s', (deadline, words) => {
    show({ action: 'stop', deadline });
    expect(screen.get('[role=timer]').textContent).toBe(words);
  });

  it('should say why it could not be stopped', () => {
    show({ problem: PROBLEM });
    expect(screen.text).toContain(PROBLEM.hint);
  });

  it('should not offer what is under way', () => {
    show({}, { pending: () => 'stop' });
    expect(screen.buttons).toEqual(['(Stop now)', '(Keep running)']);
  });

  it('should not be there for a cluster that is gone', () => {
    show({ cluster_id: 'gone' });
    expect(screen.node.children).toHaveLength(0);
  });
});
