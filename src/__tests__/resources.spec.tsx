import React, { act } from 'react';

import { SaturnProblem } from '../problem';
import { Resources } from '../sidebar/resources';
import type { ILinks, IProjectResources, ISnapshot } from '../tokens';
import { noteActions, Screen } from './render';
import { makeSnapshot, PROBLEM, settle, trans } from './values';

const PAGE = 'https://saturn.example/dash/resources';
const LINKS: ILinks = {
  resources: PAGE,
  new_project: PAGE,
  jobs: PAGE,
  deployments: PAGE,
  access_keys: PAGE,
  plans: PAGE,
  sign_up: PAGE
};
const FOUND: IProjectResources = {
  owner: 'ada',
  jobs: [
    {
      id: 'j1',
      name: 'nightly',
      status: 'running',
      running_count: 1,
      url: `${PAGE}/job/j1`,
      schedule: '0 3 * * *',
      is_scheduled: true,
      next_run: '2026-01-02T03:00:00Z'
    },
    {
      id: 'j2',
      name: 'by hand',
      status: null,
      running_count: null,
      url: null,
      schedule: null,
      is_scheduled: false,
      next_run: null
    }
  ],
  deployments: []
};

describe('Resources', () => {
  let screen: Screen;

  afterEach(() => {
    screen.close();
  });

  function show(
    values: Partial<ISnapshot>,
    resources: () => Promise<IProjectResources>
  ): void {
    const actions = { ...noteActions(), resources };
    screen = new Screen(
      <Resources
        snapshot={makeSnapshot({ links: LINKS, ...values })}
        actions={actions}
        trans={trans}
      />
    );
  }

  it.each<[string, Partial<ISnapshot>]>([
    ['the local Saturn', { links: null }],
    ['no project', { project: null }]
  ])('should not be there for %s', (_, values) => {
    show(values, () => Promise.resolve(FOUND));
    expect(screen.node.children).toHaveLength(0);
  });

  it('should be read only when it is opened', async () => {
    const read = jest.fn().mockResolvedValue(FOUND);
    show({}, read);
    expect(read).not.toHaveBeenCalled();
    screen.press('Jobs and deployments');
    expect(read.mock.calls).toEqual([['p1']]);
    await act(settle);
    const jobs = [...screen.node.querySelectorAll('ul[aria-label=Jobs] li')];
    expect(jobs[0]?.textContent).toMatch(/^nightlyrunning · next run .*2/);
    expect(jobs[1]?.textContent).toBe('by handstate unknown · not scheduled');
    expect(jobs[0]?.querySelector('a')?.getAttribute('href')).toBe(
      `${PAGE}/job/j1`
    );
    expect(jobs[1]?.querySelector('a')).toBeNull();
    expect(screen.text).toContain('no deployments');
  });

  it('should say why it cannot be read, and try again', async () => {
    const read = jest
      .fn()
      .mockRejectedValueOnce(new SaturnProblem(PROBLEM))
      .mockResolvedValue(FOUND);
    show({}, read);
    screen.press('Jobs and deployments');
    await act(settle);
    expect(screen.get('[role=alert]').textContent).toContain(PROBLEM.hint);
    screen.press('Try again');
    await act(settle);
    expect(screen.text).toContain('nightly');
  });
});
