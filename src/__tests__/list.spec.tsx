import React, { act } from 'react';

import { ClusterList } from '../sidebar/clusters';
import { Clock } from '../sidebar/clock';
import { FIRST_VIEW } from '../sidebar/order';
import type { ISidebarValues } from '../sidebar/props';
import type { ICluster } from '../tokens';
import { noteActions, Screen } from './render';
import { makeCluster, makeSnapshot, trans } from './values';

describe('ClusterList', () => {
  let actions: ReturnType<typeof noteActions>;
  let screen: Screen;
  let memory: ISidebarValues['memory'];

  beforeEach(() => {
    actions = noteActions();
    memory = { view: FIRST_VIEW };
  });

  afterEach(() => {
    screen.close();
  });

  function element(
    clusters: ReadonlyArray<ICluster>,
    props: Partial<ISidebarValues> = {}
  ): JSX.Element {
    const now = (): number => 0;
    return (
      <Clock now={now}>
        <ClusterList
          snapshot={makeSnapshot({ clusters })}
          problem={null}
          readAt={0}
          selectedId="c0"
          pending={() => null}
          documents={[]}
          current={null}
          now={now}
          memory={memory}
          trans={trans}
          actions={actions}
          {...props}
        />
      </Clock>
    );
  }

  function make(count: number, values: Partial<ICluster> = {}): ICluster[] {
    return Array.from({ length: count }, (_, index) =>
      makeCluster({ id: `c${index}`, name: `cluster ${index}`, ...values })
    );
  }

  function press(key: string): void {
    act(() => {
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
      );
    });
  }

  const focused = (): string | null =>
    document.activeElement?.getAttribute('aria-label') ??
    document.activeElement?.textContent ??
    null;

  function focusRow(): void {
    act(() => screen.get('[role=row][tabindex="0"]').focus());
  }

  it('should have few rows of many in the document', () => {
    screen = new Screen(element(make(500)));
    expect(screen.node.querySelectorAll('[role=row]').length).toBeLessThan(40);
    const grid = screen.get('[role=treegrid]');
    expect(grid.getAttribute('aria-rowcount')).toBe('500');
  });

  it('should go by the keys of a tree grid', () => {
    screen = new Screen(element(make(5)));
    focusRow();
    const places = [
      ['ArrowDown', 'cluster 1'],
      ['ArrowDown', 'cluster 2'],
      ['ArrowUp', 'cluster 1'],
      ['End', 'cluster 4'],
      ['ArrowDown', 'cluster 4'],
      ['Home', 'cluster 0'],
      ['ArrowUp', 'cluster 0'],
      ['ArrowLeft', 'cluster 0'],
      ['PageDown', 'cluster 4']
    ] as const;
    for (const [key, place] of places) {
      press(key);
      expect([key, focused()]).toEqual([key, place]);
    }
    expect(screen.node.querySelectorAll('[tabindex="0"]')).toHaveLength(1);
  });

  it('should open a row by Enter, and go among its actions', () => {
    screen = new Screen(element(make(3)));
    focusRow();
    press('ArrowDown');
    press('Enter');
    expect(actions.asked).toEqual([['select', 'c1']]);
    screen.draw(element(make(3), { selectedId: 'c1' }));
    expect(focused()).toBe('cluster 1');
    press('Enter');
    expect(focused()).toBe('Attach');
    press('ArrowRight');
    expect(focused()).toBe('Scale…');
    press('ArrowLeft');
    press('ArrowLeft');
    expect(focused()).toBe('cluster 1');
    press('ArrowRight');
    press('ArrowRight');
    press('Escape');
    expect(focused()).toBe('cluster 1');
    press('ArrowRight');
    press('ArrowDown');
    expect(focused()).toBe('cluster 2');
  });

  it('should go to the name that is typed', () => {
    const names = ['alpha', 'beta one', 'beta two', 'gamma'];
    screen = new Screen(
      element(names.map((name, i) => makeCluster({ id: `c${i}`, name })))
    );
    focusRow();
    for (const letter of 'beta t') {
      press(letter);
    }
    expect(focused()).toBe('beta two');
    expect(actions.asked).toEqual([]);
  });

  it('should keep the focus when the clusters are read anew', () => {
    screen = new Screen(element(make(9)));
    focusRow();
    press('ArrowDown');
    const row = document.activeElement;
    screen.draw(element(make(9, { worker_count: 1 })));
    expect(document.activeElement).toBe(row);
    screen.draw(element(make(9).reverse()));
    expect(focused()).toBe('cluster 1');
  });

  it('should go to a neighbour when the focused cluster is gone', () => {
    screen = new Screen(element(make(4)));
    focusRow();
    press('End');
    screen.draw(element(make(3)));
    expect(focused()).toBe('cluster 2');
  });

  it('should keep the focus on an action that rests, then give it to the row', () => {
    const stopped = make(1, { status: 'stopped' });
    screen = new Screen(element(stopped));
    const start = screen.get('.jp-Saturn-action');
    act(() => start.focus());
    screen.draw(element(stopped, { pending: () => 'start' }));
    expect(document.activeElement).toBe(start);
    screen.draw(element(make(1, { status: 'stopping' })));
    expect(focused()).toBe('cluster 0');
  });

  it('should not take the focus from elsewhere', () => {
    screen = new Screen(element(make(1, { status: 'stopped' })));
    const start = screen.get('.jp-Saturn-action');
    act(() => start.focus());
    act(() => start.blur());
    screen.draw(element(make(1, { status: 'stopping' })));
    expect(document.activeElement).toBe(document.body);
  });

  it('should draw a row anew only when there is news of it', () => {
    const words: string[] = [];
    const noting: typeof trans = {
      ...trans,
      __: message => {
        words.push(message);
        return message;
      }
    };
    const draw = (clusters: ICluster[]): string[] => {
      words.length = 0;
      screen.draw(element(clusters, { trans: noting }));
      return words.filter(word => /^(Running|Stopped)$/.test(word));
    };
    screen = new Screen(element(make(3), { trans: noting }));
    expect(draw(make(3))).toEqual([]);
    const stopped = makeCluster({
      id: 'c2',
      name: 'cluster 2',
      status: 'stopped'
    });
    expect(draw([...make(2), stopped])).toEqual(['Stopped']);
  });

  describe('the search', () => {
    function type(text: string): void {
      const input = screen.get('input');
      act(() => {
        const set = Object.getOwnPropertyDescriptor(
          HTMLInputElement.prototype,
          'value'
        )?.set;
        set?.call(input, text);
        input.dispatchEvent(new Event('input', { bubbles: true }));
      });
    }

    it('should be there for more than a handful', () => {
      screen = new Screen(element(make(5)));
      expect(screen.has('[role=search]')).toBe(false);
      screen.draw(element(make(6)));
      expect(screen.has('[role=search]')).toBe(true);
    });

    it('should find, say how many, and outlive the view', () => {
      screen = new Screen(element(make(30)));
      type('cluster 2');
      expect(screen.text).toContain('12 of 30 clusters');
      expect(screen.node.querySelectorAll('[role=row]')).toHaveLength(12);
      screen.close();
      screen = new Screen(element(make(30)));
      expect(screen.get('input')).toHaveProperty('value', 'cluster 2');
      type('nothing');
      expect(screen.text).toContain('No cluster has such a name.');
      expect(screen.has('[role=treegrid]')).toBe(false);
    });

    it('should not hide what it cannot show', () => {
      memory.view = { query: 'nothing', sort: 'name' };
      screen = new Screen(element(make(2)));
      expect(screen.node.querySelectorAll('[role=row]')).toHaveLength(2);
    });
  });
});
