import React from 'react';

import { Documents } from '../sidebar/documents';
import type { IAttachedDocument } from '../sidebar/props';
import { Screen } from './render';
import { makeRef, PROBLEM, trans } from './values';

describe('Documents', () => {
  let screen: Screen | null = null;

  afterEach(() => {
    screen?.close();
  });

  function show(...documents: Partial<IAttachedDocument>[]): Screen {
    const all = documents.map(values => ({
      path: 'dir/a.ipynb',
      state: 'attached' as const,
      cluster: makeRef(),
      variable: 'client',
      problem: null,
      isCurrent: true,
      ...values
    }));
    screen = new Screen(<Documents documents={all} trans={trans} />);
    return screen;
  }

  it.each([
    ['attached', null, 'a.ipynbattached as client'],
    ['waiting', null, 'a.ipynbwaiting for the kernel'],
    ['connecting', null, 'a.ipynbconnecting'],
    ['lost', PROBLEM, 'a.ipynblost'],
    ['failed', PROBLEM, 'a.ipynbfailed']
  ] as const)('should show one that is %s', (state, problem, words) => {
    const shown = show({ state, problem });
    expect(shown.has('section[aria-label=Notebooks]')).toBe(true);
    expect(shown.get('.jp-Saturn-documentTitle').textContent).toBe(words);
    const lines = [...shown.node.querySelectorAll('[role=alert] > p')];
    expect(lines.map(line => line.textContent)).toEqual(
      problem ? [problem.title, problem.reason, problem.hint] : []
    );
  });

  it.each(['client', 'x\ny', '%1'])('should write as code: %j', variable => {
    expect(show({ variable }).get('code').textContent).toBe(variable);
  });

  it('should show nothing when there are none', () => {
    expect(show().text).toBe('');
  });
});
