import React from 'react';

import { Clock } from '../sidebar/clock';
import { ClusterRow } from '../sidebar/row';
import type { IRowProps } from '../sidebar/row';
import type { ICluster } from '../tokens';
import { noteActions, Screen } from './render';
import { makeCluster, trans } from './values';

const NOW = Date.parse('2026-01-01T00:01:00Z');
const WORKERS = '○ Workers 0 of 3';

describe('ClusterRow', () => {
  let actions: ReturnType<typeof noteActions>;
  let screen: Screen | null = null;

  beforeEach(() => {
    actions = noteActions();
  });

  afterEach(() => {
    screen?.close();
  });

  function show(
    cluster: Partial<ICluster>,
    props: Partial<IRowProps> = {}
  ): Screen {
    screen = new Screen(
      <Clock now={() => NOW}>
        <ClusterRow
          cluster={makeCluster(cluster)}
          isSelected={true}
          isLocal={false}
          isStale={false}
          isAttached={false}
          isAttaching={false}
          current="a.ipynb"
          pending={null}
          trans={trans}
          actions={actions}
          index={0}
          isActive={true}
          start={0}
          {...props}
        />
      </Clock>
    );
    return screen;
  }

  it.each<[ICluster['status'], string, string, string[]]>([
    [
      'running',
      'Running · about $0.50/h',
      'on',
      ['Attach', 'Scale…', 'Stop', 'Restart']
    ],
    ['pending', 'Starting', 'busy', ['Cancel']],
    ['stopping', 'Stopping', 'busy', []],
    ['stopped', 'Stopped', 'off', ['Start', 'Scale…']],
    ['error', 'Error', 'bad', ['Try again', 'Scale…']],
    ['unknown', 'Unknown (hibernating)', 'off', []]
  ])('should show a cluster that is %s', (status, words, mood, buttons) => {
    const row = show({ status, status_text: 'hibernating' });
    expect(row.get('.jp-Saturn-status').textContent).toBe(words);
    expect(row.has(`.jp-Saturn-dot.jp-mod-${mood}[aria-hidden]`)).toBe(true);
    expect(row.buttons).toEqual(buttons);
    expect(row.get('[role=row]').getAttribute('aria-label')).toBe('demo');
  });

  it('should show what a running cluster has', () => {
    const figures = show({}).get('dl');
    expect([...figures.children].map(child => child.textContent)).toEqual([
      'Workers',
      '2 of 3',
      'Threads',
      '4',
      'Memory',
      '8 GiB',
      'Size',
      'large'
    ]);
  });

  it('should show what a stopped cluster will have', () => {
    const row = show({
      status: 'stopped',
      worker_size: null,
      memory_bytes: null
    });
    const values = [...row.node.querySelectorAll('dd')];
    expect(values.map(value => value.textContent)).toEqual([
      '3',
      '4',
      'unknown',
      'unknown'
    ]);
  });

  it('should show but a line of a cluster that is not selected', () => {
    const row = show({ name: 'other' }, { isSelected: false });
    expect(row.has('dl')).toBe(false);
    expect(row.buttons).toHaveLength(0);
    expect(row.get('[role=row]').getAttribute('aria-expanded')).toBe('false');
    row.get('.jp-Saturn-rowTitle').click();
    expect(actions.asked).toEqual([['select', 'c1']]);
  });

  it.each([
    ['Attach', 'attach', 'running'],
    ['Scale…', 'scale', 'running'],
    ['Stop', 'stop', 'running'],
    ['Restart', 'restart', 'running'],
    ['Cancel', 'stop', 'pending'],
    ['Start', 'start', 'stopped'],
    ['Try again', 'start', 'error']
  ] as const)('should ask by %s for %s', (name, action, status) => {
    show({ status }).press(name);
    expect(actions.asked).toEqual([[action, 'c1']]);
  });

  it('should offer to detach what is attached', () => {
    const row = show({}, { isAttached: true });
    expect(row.buttons).not.toContain('Attach');
    row.press('Detach');
    expect(actions.asked).toEqual([['detach']]);
  });

  it('should offer to give up an attach that is under way', () => {
    const row = show({}, { isAttached: true, isAttaching: true });
    expect(row.buttons).not.toContain('Detach');
    row.press('Cancel attach');
    expect(actions.asked).toEqual([['detach']]);
  });

  it('should say why nothing can be attached', () => {
    const row = show({}, { current: null });
    expect(row.buttons).toContain('(Attach)');
    expect(row.has('button[title="Open a notebook first"]')).toBe(true);
  });

  it('should rest while an action is under way', () => {
    expect(show({}, { pending: 'restart' }).buttons).toEqual([
      '(Attach)',
      '(Scale…)',
      '(Stop)',
      '(Restart)'
    ]);
  });

  it('should not ask for what is under way', () => {
    show({}, { pending: 'restart' }).press('Stop');
    expect(actions.asked).toEqual([]);
  });

  it('should show a cluster of long ago, without acting on it', () => {
    const row = show({}, { isStale: true, isAttached: true });
    expect(row.get('.jp-Saturn-status').textContent).toBe('last seen: Running');
    expect(row.buttons).toEqual(['Detach', '(Scale…)', '(Stop)', '(Restart)']);
  });

  it('should show all errors, selected or not', () => {
    const row = show(
      { status: 'error', errors: ['No quota.', 'No image.'] },
      { isSelected: false }
    );
    expect(row.text).toContain('No quota.No image.');
  });

  it.each([
    ['requested', ['◌ Request', '○ Supervisor', '○ Scheduler', WORKERS]],
    ['supervisor', ['✓ Request', '◌ Supervisor', '○ Scheduler', WORKERS]],
    ['scheduler', ['✓ Request', '✓ Supervisor', '◌ Scheduler', WORKERS]],
    [
      'workers',
      ['✓ Request', '✓ Supervisor', '✓ Scheduler', '◌ Workers 1 of 3']
    ]
  ] as const)('should show how far a start is: %s', (step, words) => {
    const row = show({
      status: 'pending',
      since: '2026-01-01T00:00:58Z',
      transition_since: '2026-01-01T00:00:18Z',
      stage: {
        step,
        workers_ready: step === 'workers' ? 1 : 0,
        workers_total: 3
      }
    });
    const steps = [...row.node.querySelectorAll('ol > li')];
    expect(steps.map(node => node.textContent)).toEqual(words);
    expect(row.get('.jp-Saturn-status').textContent).toBe('Starting · 42 s');
    expect(row.has('dl')).toBe(false);
    expect(row.has('progress[aria-label="Start of demo"]')).toBe(true);
  });

  it('should show a start of which nothing is known', () => {
    const row = show({ status: 'pending', worker_target: 9 });
    expect(row.text).toContain('◌ Request○ Supervisor○ Scheduler○ Workers 0');
    expect(row.get('.jp-Saturn-status').textContent).toBe('Starting');
  });

  it.each(['pending', 'error'] as const)(
    'should give the platform’s own reason: %s',
    status => {
      const row = show({
        status,
        stage_detail: {
          part: 'worker',
          reason: 'ImagePullBackOff',
          message: 'acme/etl:7 is not there'
        }
      });
      expect(row.get('.jp-Saturn-reason').textContent).toBe(
        'Worker: ImagePullBackOff · acme/etl:7 is not there'
      );
    }
  );

  it('should say which workers of a running cluster are still to come', () => {
    const row = show({
      stage: {
        step: 'workers',
        workers_ready: 2,
        workers_total: 8,
        workers_failed: 1
      }
    });
    const steps = [...row.node.querySelectorAll('ol > li')];
    expect(steps.map(node => node.textContent)).toEqual([
      '◌ Workers 2 of 8, 1 failed'
    ]);
    expect(row.has('progress')).toBe(false);
  });

  it.each([
    ['2026-01-01T00:00:30Z', null, 'seen running for less than a minute'],
    [
      '2025-12-31T21:56:00Z',
      '2025-12-31T23:33:00Z',
      'seen running for 2 h 5 min · idle 28 min'
    ],
    ['2025-12-28T21:01:00Z', '2026-01-01T00:00:30Z', 'seen running for 3 d 3 h']
  ])('should say how long it runs and rests: %s', (since, idle, words) => {
    const row = show({ since, idle_since: idle }, { isSelected: false });
    expect(row.get('.jp-Saturn-times').textContent).toBe(words);
  });

  it('should not say how long it runs when nobody knows', () => {
    const since = '2025-12-31T21:56:00Z';
    expect(show({ since }, { isStale: true }).text).not.toContain('for 2 h');
  });

  it.each([
    ['https://saturn.example/dash/resources/workspace/1', true],
    [null, false],
    ['javascript:alert(1)', false]
  ])('should lead to the page of its owner: %p', (url, isThere) => {
    const row = show({ url });
    expect(row.has('a')).toBe(isThere);
    if (isThere) {
      const link = row.get('a');
      expect(link.getAttribute('href')).toBe(url);
      expect(link.getAttribute('rel')).toBe('noopener noreferrer');
      expect(link.getAttribute('target')).toBe('_blank');
    }
  });
});
