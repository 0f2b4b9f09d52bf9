import React from 'react';

import { FIRST_VIEW } from '../sidebar/order';
import { Sidebar } from '../sidebar/sidebar';
import type { IConnection, IProblem } from '../tokens';
import { noteActions, Screen } from './render';
import { makeConnection, makeSnapshot, PROBLEM, trans } from './values';

describe('the slots of the Sidebar', () => {
  let screen: Screen;

  afterEach(() => {
    screen.close();
  });

  function show(
    connection: Partial<IConnection>,
    problem: IProblem | null = null
  ): void {
    screen = new Screen(
      <Sidebar
        snapshot={makeSnapshot({ connection: makeConnection(connection) })}
        problem={problem}
        readAt={null}
        selectedId={null}
        pending={() => null}
        documents={[]}
        current={null}
        now={() => 0}
        memory={{ view: FIRST_VIEW }}
        trans={trans}
        actions={noteActions()}
        signIn={<p className="form" />}
        saturns={<p className="others" />}
      />
    );
    expect(screen.has('.others')).toBe(true);
    expect(screen.has('[role=treegrid]')).toBe(true); // what was seen last stays
  }

  it.each([
    ['signed-out', true],
    ['refused', true],
    ['expired', true],
    ['unreachable', false],
    ['not-saturn', false]
  ] as const)('should sign in where a token is wanted: %s', (status, isIn) => {
    show({ status, problem: PROBLEM });
    expect(screen.has('.form')).toBe(isIn);
    expect(screen.has('[role=alert]')).toBe(!isIn);
  });

  it('should not, while Jupyter itself does not answer', () => {
    show({ status: 'refused' }, PROBLEM);
    expect(screen.has('.form')).toBe(false);
  });
});
