import React from 'react';

import { ClusterRow } from '../sidebar/row';
import type { ICluster } from '../tokens';
import { noteActions, Screen } from './render';
import { makeCluster, trans } from './values';

const NOW = Date.parse('2026-01-01T00:01:00Z');

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
    props: Partial<ClusterRow.IProps> = {}
  ): Screen {
    screen = new Screen(
      <ClusterRow
        cluster={makeCluster(cluster)}
        isSelected={true}
        isLocal={false}
        isStale={false}
        isAttached={false}
        isAttaching={false}
        current="a.ipynb"
        pending={null}
        now={NOW}
        trans={trans}
        actions={actions}
        {...props}
      />
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
    expect(row.buttons.slice(1)).toEqual(buttons);
    expect(row.get('li').getAttribute('aria-label')).toBe('demo');
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
    expect(row.buttons).toHaveLength(1);
    expect(row.get('button').getAttribute('aria-expanded')).toBe('false');
    row.get('button').click();
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
    expect(show({}, { pending: 'restart' }).buttons.slice(1)).toEqual([
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
    expect(row.get('.jp-Saturn-status').textContent).toBe('last seen running');
    expect(row.buttons.slice(1)).toEqual([
      'Detach',
      '(Scale…)',
      '(Stop)',
      '(Restart)'
    ]);
  });

  describe('the focus', () => {
    const element = (
      status: ICluster['status'],
      pending: 'start' | null
    ): JSX.Element => (
      <ClusterRow
        cluster={makeCluster({ status })}
        isSelected={true}
        isLocal={true}
        isStale={false}
        isAttached={false}
        isAttaching={false}
        current={null}
        pending={pending}
        now={NOW}
        trans={trans}
        actions={actions}
      />
    );

    it('should stay on an action that rests, then go to the title', () => {
      screen = new Screen(element('stopped', null));
      const start = screen.get('.jp-Saturn-action');
      start.focus();
      screen.draw(element('stopped', 'start'));
      expect(document.activeElement).toBe(start);
      screen.draw(element('stopping', null));
      expect(document.activeElement).toBe(screen.get('.jp-Saturn-rowTitle'));
    });

    it('should not be taken from elsewhere', () => {
      screen = new Screen(element('stopped', null));
      const start = screen.get('.jp-Saturn-action');
      start.focus();
      start.blur();
      screen.draw(element('stopping', null));
      expect(document.activeElement).toBe(document.body);
    });
  });

  it('should show all errors, selected or not', () => {
    const row = show(
      { status: 'error', errors: ['No quota.', 'No image.'] },
      { isSelected: false }
    );
    expect(row.text).toContain('No quota.No image.');
  });

  it.each([
    ['supervisor', ['◌ Supervisor', '○ Scheduler', '○ Workers 0 of 3']],
    ['scheduler', ['✓ Supervisor', '◌ Scheduler', '○ Workers 0 of 3']],
    ['workers', ['✓ Supervisor', '✓ Scheduler', '◌ Workers 1 of 3']]
  ] as const)('should show how far a start is: %s', (step, words) => {
    const row = show({
      status: 'pending',
      since: '2026-01-01T00:00:18Z',
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
    expect(row.text).toContain('◌ Supervisor○ Scheduler○ Workers 0 of 9');
    expect(row.get('.jp-Saturn-status').textContent).toBe('Starting');
  });
});
