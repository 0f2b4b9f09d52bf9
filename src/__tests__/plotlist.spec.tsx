import React, { act } from 'react';

import { PlotList } from '../dashboards/plotlist';
import type { IPlot } from '../dashboards/plots';
import { DashboardSection } from '../dashboards/section';
import { Screen } from './render';
import { HOSTILE, PROBLEM, trans } from './values';

function makePlots(...names: string[]): IPlot[] {
  return names.map(name => ({
    name,
    title: `Dask ${name}`,
    path: `individual-${name}`
  }));
}

const PLOTS = makePlots(
  'odd',
  'workers-memory',
  'cpu',
  'progress',
  'task-stream'
);

describe('PlotList', () => {
  let screen: Screen | null = null;
  let opened: string[];

  beforeAll(() => {
    Element.prototype.scrollIntoView = () => undefined; // jsdom has none
  });

  beforeEach(() => {
    opened = [];
  });

  afterEach(() => {
    screen?.close();
    screen = null;
  });

  function show(plots: ReadonlyArray<IPlot> = PLOTS): Screen {
    screen = new Screen(
      <PlotList
        plots={plots}
        onOpen={plot => opened.push(plot.name)}
        trans={trans}
      />
    );
    return screen;
  }

  function press(list: Screen, ...keys: string[]): void {
    for (const key of keys) {
      act(() => {
        const options = { key, bubbles: true, cancelable: true };
        list.get('input').dispatchEvent(new KeyboardEvent('keydown', options));
      });
    }
  }

  function search(list: Screen, words: string): void {
    const input = list.get('input') as HTMLInputElement;
    act(() => {
      const { set } =
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value') ??
        {};
      set?.call(input, words); // React overrides the input's own
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }

  function titles(list: Screen): (string | null)[] {
    return [...list.node.querySelectorAll('[role=option]')].map(
      option => option.textContent
    );
  }

  it('should show the plots under headings, and the page that all have', () => {
    const list = show();
    expect(titles(list)).toEqual([
      'Task stream',
      'Progress',
      'CPU',
      'Workers memory',
      'Dask odd',
      'Status page'
    ]);
    expect(
      [...list.node.querySelectorAll('.jp-Saturn-plotGroup')].map(
        heading => heading.textContent
      )
    ).toEqual(['Tasks', 'Workers', 'Memory', 'Other']);
  });

  it('should find by all words, in our words and in Dask’s', () => {
    const list = show();
    search(list, 'STREAM task');
    expect(titles(list)).toEqual(['Task stream']);
    search(list, 'dask odd');
    expect(titles(list)).toEqual(['Dask odd']);
    search(list, 'nothing of it');
    expect(titles(list)).toEqual([]);
    expect(list.text).toContain('No plot has these words.');
    press(list, 'Enter', 'ArrowDown', 'Enter');
    expect(opened).toEqual([]);
    press(list, 'Escape');
    expect(titles(list)).toHaveLength(6);
  });

  it('should open by keys, and tell a screen reader which one is meant', () => {
    const list = show();
    press(list, 'ArrowUp', 'ArrowDown', 'ArrowDown');
    const id = list.get('input').getAttribute('aria-activedescendant') ?? '';
    expect(document.getElementById(id)?.textContent).toBe('CPU');
    press(list, 'Enter', 'PageDown', 'ArrowDown', 'Enter', 'PageUp', 'Enter');
    expect(opened).toEqual(['cpu', 'status', 'task-stream']);
  });

  it('should begin at the first one that was found', () => {
    const list = show();
    press(list, 'PageDown');
    search(list, 'r');
    press(list, 'Enter');
    expect(opened).toEqual(['task-stream']);
  });

  it.each(HOSTILE.map(text => [text]))('should be text only: %j', text => {
    const named = (title: string): IPlot[] => [
      { name: title, title, path: 'a' }
    ];
    const before = show(named('plain')).structure;
    screen?.close();
    expect(show(named(text)).structure).toEqual(before);
    expect(titles(show(named(text)))).toContain(text);
    expect(window).not.toHaveProperty('hacked');
  });
});

describe('DashboardSection', () => {
  const asked: unknown[] = [];
  let screen: Screen;

  afterEach(() => {
    screen.close();
    asked.length = 0;
  });

  function show(
    plots: ReadonlyArray<IPlot> | null,
    problem: typeof PROBLEM | null = null
  ): Screen {
    screen = new Screen(
      <DashboardSection
        since="a"
        list={{ plots, problem }}
        actions={{
          load: () => asked.push('load'),
          open: plot => asked.push(plot.name),
          openLayout: () => asked.push('layout')
        }}
        trans={trans}
      />
    );
    return screen;
  }

  it('should offer the main plots, the layout, and all others on demand', () => {
    const section = show(PLOTS);
    expect(section.buttons).toEqual([
      'Task stream',
      'Progress',
      'Workers memory',
      '3 more…',
      'Open layout'
    ]);
    section.press('Progress');
    section.press('Open layout');
    expect(asked).toEqual(['load', 'progress', 'layout']);
    expect(section.has('[role=listbox]')).toBe(false);
    section.press('3 more…');
    expect(section.has('[role=listbox]')).toBe(true);
    section.press('Fewer');
    expect(section.has('[role=listbox]')).toBe(false);
  });

  it('should offer the page that every dashboard has', () => {
    expect(show([]).buttons).toEqual(['Status page']);
  });

  it('should say why there is no list, and try again', () => {
    const section = show(null, PROBLEM);
    expect(section.get('[role=alert]').textContent).toContain(PROBLEM.reason);
    section.press('Try again');
    expect(asked).toEqual(['load', 'load']);
  });

  it('should say that it reads them', () => {
    expect(show(null).text).toContain('Reading the plots…');
  });
});
