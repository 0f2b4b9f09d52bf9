import React, { act } from 'react';

import type { IChoice } from '../recipes/view';
import { ModerniseView } from '../recipes/view';
import { Screen } from './render';
import { HOSTILE, trans } from './values';

describe('ModerniseView', () => {
  const onChoose = jest.fn<void, [IChoice]>();
  let screen: Screen;

  beforeEach(() => onChoose.mockReset());
  afterEach(() => screen.close());

  function show(values: Partial<ModerniseView.IProps> = {}): void {
    screen = new Screen(
      <ModerniseView
        differences={[
          {
            number: 2,
            what: 'changed',
            lines: [
              { sign: '-', text: 'old' },
              { sign: '+', text: 'new' },
              { sign: ' ', text: 'same' }
            ],
            outputs: 1,
            attachments: 0,
            hasMetadata: false
          }
        ]}
        hasMetadata={false}
        hasToken
        advice={['Make a new one.']}
        storeAt="https://saturn.example/"
        use="https://saturn.example/ · p1"
        choice={{ isStored: false, isUsed: false }}
        onChoose={onChoose}
        trans={trans}
        {...values}
      />
    );
  }

  function boxes(): HTMLInputElement[] {
    return [...screen.node.querySelectorAll('input')];
  }

  it('should say by sign and by word what is added and removed', () => {
    show();
    expect(screen.text).toContain('−removed old');
    expect(screen.text).toContain('+added new');
    expect(screen.text).toContain('One of its outputs is removed.');
    expect(screen.text).toContain('Make a new one.');
  });

  it('should give the keyboard a region that scrolls, with a name', () => {
    show();
    const region = screen.get('[role=region]');
    expect(region.tabIndex).toBe(0);
    const name = document.getElementById(
      region.getAttribute('aria-labelledby') ?? ''
    );
    expect(name?.textContent).toBe('What changes');
  });

  it('should decide nothing by itself', () => {
    show();
    expect(boxes().map(box => box.checked)).toEqual([false, false]);
    act(() => boxes()[0]?.click());
    act(() => boxes()[1]?.click());
    expect(onChoose.mock.calls).toEqual([
      [{ isStored: true, isUsed: false }],
      [{ isStored: false, isUsed: true }]
    ]);
  });

  it('should offer nothing where there is no server', () => {
    show({ storeAt: null, use: null });
    expect(boxes()).toEqual([]);
  });

  it.each(HOSTILE)('should show %j as text', text => {
    const line = { sign: '+', text } as const;
    const none = {
      number: null,
      outputs: 0,
      attachments: 0,
      hasMetadata: false
    };
    show({
      storeAt: text,
      use: text,
      advice: [text],
      differences: [{ ...none, what: 'new', lines: [line] }]
    });
    const hostile = screen.structure;
    screen.close();
    show({
      storeAt: 'a',
      use: 'a',
      advice: ['a'],
      differences: [{ ...none, what: 'new', lines: [{ sign: '+', text: 'a' }] }]
    });
    expect(hostile).toEqual(screen.structure);
  });
});
