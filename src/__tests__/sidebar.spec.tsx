import React from 'react';

import { FIRST_VIEW } from '../sidebar/order';
import type { IAttachedDocument, ISidebarValues } from '../sidebar/props';
import { Sidebar } from '../sidebar/sidebar';
import type { ISnapshot } from '../tokens';
import { noteActions, Screen } from './render';
import {
  HOSTILE,
  makeCluster,
  makeConnection,
  makeRef,
  makeSnapshot,
  PROBLEM,
  trans
} from './values';

const NOW = Date.parse('2026-01-01T00:10:00Z');

function makeDocument(
  values: Partial<IAttachedDocument> = {}
): IAttachedDocument {
  return {
    path: 'dir/a.ipynb',
    state: 'attached',
    cluster: makeRef(),
    variable: 'client',
    problem: null,
    isCurrent: true,
    ...values
  };
}

describe('Sidebar', () => {
  let actions: ReturnType<typeof noteActions>;
  let screen: Screen | null = null;

  beforeEach(() => {
    actions = noteActions();
  });

  afterEach(() => {
    screen?.close();
    screen = null;
  });

  function element(props: Partial<ISidebarValues>): JSX.Element {
    return (
      <Sidebar
        snapshot={makeSnapshot()}
        problem={null}
        readAt={NOW - 7000}
        selectedId="c1"
        pending={() => null}
        documents={[]}
        current="a.ipynb"
        now={() => NOW}
        memory={{ view: FIRST_VIEW }}
        trans={trans}
        actions={actions}
        {...props}
      />
    );
  }

  function show(
    snapshot: Partial<ISnapshot> | null,
    props: Partial<ISidebarValues> = {}
  ): Screen {
    screen = new Screen(
      element({ snapshot: snapshot && makeSnapshot(snapshot), ...props })
    );
    return screen;
  }

  describe('the frame', () => {
    it('should offer to refresh and to open the settings', () => {
      const sidebar = show(null);
      sidebar.press('Refresh');
      sidebar.press('Saturn settings');
      expect(actions.asked).toEqual([['refresh'], ['openSettings']]);
    });

    it('should show no list and no footer while it loads', () => {
      const sidebar = show(null);
      expect(sidebar.text).toContain('Reading the clusters…');
      expect(sidebar.has('[role=treegrid]')).toBe(false);
      expect(sidebar.has('.jp-Saturn-footer')).toBe(false);
    });

    it('should say whose Saturn it is', () => {
      const text = show({}).get('.jp-Saturn-identity').textContent;
      expect(text).toBe('adasaturn.example · project research');
    });

    it('should say that it is local', () => {
      const sidebar = show({ local: true });
      expect(sidebar.get('.jp-Saturn-identity').textContent).toBe(
        'Local Saturnon this machine · free · no account needed'
      );
      expect(sidebar.text).toContain('Running · local, free');
    });

    it.each([
      [true, 'Local Saturnon this machine'],
      [false, 'adasaturn.example · project research']
    ])('should keep its name in trouble: local %p', (local, words) => {
      const sidebar = show({ local }, { problem: PROBLEM });
      expect(sidebar.get('.jp-Saturn-identity').textContent).toBe(words);
    });

    it('should have no landmarks of a page', () => {
      expect(show({}).has('header, footer, main, nav')).toBe(false);
    });
  });

  describe('the list', () => {
    it('should show all clusters, and open the selected one', () => {
      const clusters = [makeCluster(), makeCluster({ id: 'c2', name: 'big' })];
      const sidebar = show({ clusters }, { selectedId: 'c2' });
      const rows = [...sidebar.node.querySelectorAll('[role=row]')];
      expect(rows.map(row => row.getAttribute('aria-label'))).toEqual([
        'big',
        'demo'
      ]);
      expect(sidebar.has('[role=row].jp-mod-selected[aria-label=big]')).toBe(
        true
      );
      expect(sidebar.node.querySelectorAll('dl')).toHaveLength(1);
    });

    it('should be empty with a next step', () => {
      const sidebar = show({ clusters: [] });
      expect(sidebar.has('[role=treegrid]')).toBe(false);
      expect(sidebar.text).toContain('No cluster yet');
      expect(sidebar.text).toContain('no cluster running');
    });

    it.each<[string, Partial<ISnapshot>, Partial<ISidebarValues>]>([
      ['Saturn', { stale_since: '2026-01-01T00:00:00Z' }, {}],
      ['our server', {}, { problem: PROBLEM }]
    ])('should be kept, and marked, when %s is silent', (_, values, props) => {
      const sidebar = show(values, props);
      expect(sidebar.get('[role=row][aria-label=demo]').textContent).toContain(
        'last seen: Running'
      );
      expect(sidebar.buttons).toContain('(Stop)');
    });

    it('should say how old it is', () => {
      const fresh = show({});
      expect(fresh.get('.jp-Saturn-footer').textContent).toContain(
        'checked 7 s ago'
      );
      expect(fresh.text).not.toContain('last seen');
      fresh.close();
      const stale = show({ stale_since: '2026-01-01T00:00:00Z' });
      expect(stale.get('.jp-Saturn-footer').textContent).toContain(
        'last seen 10 min ago'
      );
    });

    it('should pass on what is under way', () => {
      const sidebar = show(
        {},
        { pending: id => (id === 'c1' ? 'stop' : null) }
      );
      expect(sidebar.buttons).toContain('(Stop)');
    });

    it.each([
      ['attached', 'Detach'],
      ['connecting', 'Cancel attach'],
      ['waiting', 'Cancel attach'],
      ['failed', 'Attach'],
      ['lost', 'Attach']
    ] as const)('should offer for a notebook that is %s: %s', (state, name) => {
      const sidebar = show({}, { documents: [makeDocument({ state })] });
      const offered = sidebar.buttons.filter(button => /tach$/.test(button));
      expect(offered).toEqual([name]);
    });

    it('should offer to attach when another notebook is attached', () => {
      const documents = [makeDocument({ isCurrent: false })];
      expect(show({}, { documents }).buttons).toContain('Attach');
    });
  });

  describe('an unusable Saturn', () => {
    it.each(['signed-out', 'no-local', 'unreachable'] as const)(
      'should be alarming: %s',
      status => {
        const connection = makeConnection({ status, problem: PROBLEM });
        const sidebar = show({ connection, clusters: [] });
        expect(sidebar.get('[role=alert]').textContent).toContain(PROBLEM.hint);
        expect(sidebar.has('.jp-Saturn-identity .jp-mod-bad')).toBe(true);
        expect(sidebar.has('[role=treegrid]')).toBe(false);
      }
    );
  });

  describe('the footer', () => {
    it.each<[string, ReadonlyArray<Parameters<typeof makeCluster>[0]>]>([
      ['no cluster running', [{ status: 'stopped' }]],
      ['1 running · about $0.50/h', [{}]],
      ['1 running, 1 starting · about $1.00/h', [{}, { status: 'pending' }]],
      ['1 starting · about $0.50/h', [{ status: 'pending' }]],
      ['1 running', [{ price_per_hour: null }]]
    ])('should say: %s', (words, values) => {
      const clusters = values.map((value, index) =>
        makeCluster({ id: `c${index}`, ...value })
      );
      expect(
        show({ clusters }).get('.jp-Saturn-footer > span').textContent
      ).toBe(words);
    });
  });

  describe('the hint', () => {
    it.each([
      ['stopped', 'a.ipynb', 'Start the cluster, then attach a notebook'],
      ['running', 'a.ipynb', 'Attach a.ipynb: its kernel gets a client'],
      ['running', null, 'Open a notebook, then attach it']
    ] as const)('should say what is next: %s, %p', (status, current, words) => {
      const clusters = [makeCluster({ status })];
      expect(show({ clusters }, { current }).text).toContain(words);
    });

    it('should be gone while a cluster starts', () => {
      const clusters = [makeCluster({ status: 'pending' })];
      expect(show({ clusters }).text).not.toContain('kernel gets a client');
    });

    it('should be gone once a notebook is attached', () => {
      expect(show({}, { documents: [makeDocument()] }).text).not.toContain(
        'its kernel gets a client'
      );
    });
  });

  describe('what others wrote', () => {
    /** Draw everything that shows words of others. */
    function props(text: string): Partial<ISidebarValues> {
      const problem = { code: 'x', title: text, reason: text, hint: text };
      return {
        snapshot: makeSnapshot({
          connection: makeConnection({ user: text, base_url: text }),
          project: { id: text, name: text },
          clusters: [
            makeCluster({
              name: text,
              status: 'unknown',
              status_text: text,
              errors: [text],
              warnings: [text],
              worker_size: text
            }),
            makeCluster({ id: 'c2', name: text, status: 'pending' })
          ]
        }),
        problem,
        current: text,
        documents: [
          makeDocument({
            path: text,
            state: 'failed',
            variable: text,
            cluster: makeRef({ name: text }),
            problem
          })
        ]
      };
    }

    it.each(HOSTILE.map(text => [text]))('should be text only: %j', text => {
      screen = new Screen(element(props('plain')));
      const before = screen.structure;
      screen.draw(element(props(text)));
      expect(screen.structure).toEqual(before);
      expect(screen.get('.jp-Saturn-error').textContent).toBe(text);
      expect(screen.get('.jp-Saturn-status').textContent).toBe(
        `last seen: Unknown (${text})`
      );
      expect(screen.get('[role=row]').getAttribute('aria-label')).toBe(text);
      expect(window).not.toHaveProperty('hacked');
    });

    it('should be told from markup by this spec', () => {
      screen = new Screen(element(props('plain')));
      const before = screen.structure;
      const node = screen.get('.jp-Saturn-error');
      node.append(document.createElement('b'));
      expect(screen.structure).not.toEqual(before);
    });
  });
});
