import React, { act } from 'react';

import { Switch } from '../signin/switch';
import { makeAccount } from './accounts';
import { Screen } from './render';
import {
  BASE_URL,
  makeConnection,
  makeSnapshot,
  PROBLEM,
  settle,
  trans
} from './values';

const OTHER = 'https://other.example/';

describe('Switch', () => {
  const onChoose = jest.fn();
  let screen: Screen;
  const onSignIn = jest.fn();

  beforeEach(() => {
    jest.resetAllMocks();
    onChoose.mockResolvedValue(null);
  });

  afterEach(() => {
    screen.close();
  });

  function show(
    local: boolean,
    values: Parameters<typeof makeAccount>[0] = {},
    connection = makeConnection()
  ): void {
    screen = new Screen(
      <Switch
        snapshot={makeSnapshot({ local, connection })}
        account={makeAccount(values)}
        onChoose={onChoose}
        onSignIn={onSignIn}
        trans={trans}
      />
    );
  }

  it('should lead from the local Saturn to every other', async () => {
    show(true, { stored: [BASE_URL, OTHER] });
    expect(screen.buttons).toEqual(['Use saturn.example', 'Use other.example']);
    screen.press('Use other.example');
    expect(onChoose.mock.calls).toEqual([[OTHER]]);
    await act(settle);
  });

  it('should ask for a token where there is none', () => {
    show(true, { stored: [] });
    screen.press('Use Saturn Cloud…');
    expect(onSignIn).toHaveBeenCalledTimes(1);
  });

  it('should lead back, where there is a local Saturn', async () => {
    show(false, { stored: [BASE_URL, OTHER] });
    expect(screen.buttons).toEqual([
      'Use other.example',
      'Use the local Saturn'
    ]);
    onChoose.mockResolvedValue(PROBLEM);
    screen.press('Use the local Saturn');
    expect(onChoose.mock.calls).toEqual([['']]);
    await act(settle);
    expect(screen.get('[role="alert"]').textContent).toBe(PROBLEM.title);
    screen.close();
    show(false, { has_local: false });
    expect(screen.buttons).toEqual([]);
  });

  it.each(['admin', 'environment'] as const)(
    'should not be there when fixed: %s',
    base_url_source => {
      show(false, {}, makeConnection({ base_url_source }));
      expect(screen.node.childElementCount).toBe(0);
    }
  );
});
