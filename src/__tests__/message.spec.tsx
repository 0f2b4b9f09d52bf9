import React from 'react';

import { Message } from '../sidebar/message';
import type { ConnectionStatus, IProblem, ISnapshot } from '../tokens';
import { noteActions, Screen } from './render';
import { makeConnection, makeSnapshot, PROBLEM, trans } from './values';

describe('Message', () => {
  let actions: ReturnType<typeof noteActions>;
  let screen: Screen | null = null;

  beforeEach(() => {
    actions = noteActions();
  });

  afterEach(() => {
    screen?.close();
  });

  function show(
    snapshot: ISnapshot | null,
    problem: IProblem | null = null
  ): Screen {
    screen = new Screen(<Message {...{ snapshot, problem, trans, actions }} />);
    return screen;
  }

  it('should say that it reads', () => {
    const message = show(null);
    expect(message.get('[role=status]').textContent).toBe(
      'Reading the clusters…'
    );
    expect(message.buttons).toEqual([]);
  });

  it('should say that the local Saturn starts', () => {
    const connection = makeConnection({ status: 'starting' });
    expect(show(makeSnapshot({ local: true, connection })).text).toBe(
      'Starting the local Saturn…'
    );
  });

  it('should say what to do when there is no cluster', () => {
    const message = show(makeSnapshot({ clusters: [] }));
    expect(message.text).toContain('No cluster yet');
    message.press('Look again');
    expect(actions.asked).toEqual([['refresh']]);
  });

  it('should say nothing when there is a list', () => {
    expect(show(makeSnapshot()).node.childElementCount).toBe(0);
  });

  it.each<[ConnectionStatus, string, string]>([
    ['signed-out', 'Open settings', 'openSettings'],
    ['not-saturn', 'Open settings', 'openSettings'],
    ['no-local', 'Try again', 'refresh'],
    ['refused', 'Try again', 'refresh'],
    ['expired', 'Try again', 'refresh'],
    ['unreachable', 'Try again', 'refresh']
  ])(
    'should say what is the matter and what to do: %s',
    (status, name, action) => {
      const connection = makeConnection({ status, problem: PROBLEM });
      const message = show(makeSnapshot({ connection, clusters: [] }));
      const alert = message.get('[role=alert]').textContent;
      for (const words of [PROBLEM.title, PROBLEM.reason, PROBLEM.hint]) {
        expect(alert).toContain(words);
      }
      expect(message.text).not.toContain('No cluster yet');
      message.press(name);
      expect(actions.asked).toEqual([[action]]);
    }
  );

  it('should name our own server’s silence first', () => {
    const problem = { ...PROBLEM, title: 'Jupyter does not answer' };
    const connection = makeConnection({ problem: PROBLEM });
    const message = show(makeSnapshot({ connection }), problem);
    expect(message.text).toContain('Jupyter does not answer');
    expect(message.text).not.toContain(PROBLEM.title);
  });

  it('should be loud before the first snapshot, too', () => {
    expect(show(null, PROBLEM).get('[role=alert]').textContent).toContain(
      PROBLEM.title
    );
  });
});
