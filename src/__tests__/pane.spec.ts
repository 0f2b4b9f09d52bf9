import type { Door } from '../dashboards/api';
import { PlotLists } from '../dashboards/lists';
import { DashboardPane } from '../dashboards/pane';
import type { IPlot } from '../dashboards/plots';
import { SaturnProblem } from '../problem';
import { ClustersDouble } from './clusters';
import { makeCluster, makeConnection, PROBLEM, settle, trans } from './values';

const STREAM: IPlot = {
  name: 'task-stream',
  title: 'Task Stream',
  path: 'individual-task-stream'
};

const TAB: Door = { kind: 'tab', url: 'https://dash.example/status' };

describe('DashboardPane', () => {
  let clusters: ClustersDouble;
  let minted: number;
  const api = {
    enter: jest.fn<Promise<Door>, [string]>(),
    probe: jest.fn<Promise<number>, []>(),
    address: (door: { path: string }, plot: IPlot) => door.path + plot.path
  };
  const plots = jest.fn<Promise<ReadonlyArray<IPlot>>, [string]>();
  let pane: DashboardPane;

  beforeEach(() => {
    jest.useFakeTimers();
    clusters = new ClustersDouble();
    minted = 0;
    api.enter.mockReset().mockImplementation(() =>
      Promise.resolve({
        kind: 'frame',
        path: `ticket-${++minted}/`,
        idle_seconds: 1800,
        max_seconds: 43_200
      })
    );
    api.probe.mockReset().mockResolvedValue(405);
    plots.mockReset().mockResolvedValue([STREAM]);
    pane = make();
  });

  afterEach(() => {
    pane.dispose();
    jest.useRealTimers();
  });

  function make(plot = 'task-stream'): DashboardPane {
    return new DashboardPane({
      api,
      clusters,
      lists: new PlotLists({ plots, trans }),
      clusterId: 'c1',
      plot,
      trans
    });
  }

  /** Describe the state in a line. */
  function seen(): string {
    const { state } = pane;
    switch (state.kind) {
      case 'waiting':
        return state.words;
      case 'frame':
        return `${state.url}${state.isLoaded ? '' : ' loading'}`;
      case 'tab':
        return state.url;
      case 'problem':
        return `${state.problem.title}, ${state.step}${state.hasSummary ? ', summary' : ''}`;
    }
  }

  async function open(): Promise<void> {
    pane.isVisible = true;
    await settle();
  }

  async function load(): Promise<void> {
    await open();
    pane.loaded(`ticket-${minted}/individual-task-stream`);
  }

  it('should ask for nothing while it is hidden', async () => {
    clusters.changed.emit();
    await settle();
    expect(api.enter).not.toHaveBeenCalled();
    expect(plots).not.toHaveBeenCalled();
  });

  it('should show the plot through a ticket of its own', async () => {
    await open();
    expect(seen()).toBe('ticket-1/individual-task-stream loading');
    expect(pane.title).toBe('Task stream – demo');
    pane.loaded('ticket-1/individual-task-stream');
    expect(seen()).toBe('ticket-1/individual-task-stream');
    clusters.changed.emit();
    await settle();
    expect(api.enter).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['stopped', 'demo is stopped, start'],
    ['error', 'demo did not start, start'],
    ['pending', 'demo is starting. The plot comes when it runs.'],
    ['stopping', 'demo is stopping.']
  ] as const)('should say what is next: %s', async (status, words) => {
    await load();
    clusters.show({ clusters: [makeCluster({ status })] });
    expect(seen()).toBe(words);
    clusters.show({ clusters: [makeCluster({ since: 'later' })] });
    await settle();
    expect(seen()).toBe('ticket-2/individual-task-stream loading');
  });

  it('should say so when the cluster is not listed', async () => {
    clusters.show({ clusters: [] });
    await open();
    expect(seen()).toBe('The cluster is not listed, retry');
    expect(api.enter).not.toHaveBeenCalled();
  });

  it.each(['signed-out', 'refused', 'expired'] as const)(
    'should offer to sign in: %s',
    async status => {
      await load();
      const connection = makeConnection({ status, problem: PROBLEM });
      clusters.show({ connection });
      expect(seen()).toBe('Saturn does not answer, sign-in');
    }
  );

  it('should keep a plot that is there while Saturn is silent', async () => {
    await load();
    const connection = makeConnection({
      status: 'unreachable',
      problem: PROBLEM
    });
    clusters.show({ connection });
    expect(seen()).toBe('ticket-1/individual-task-stream');
    pane.retry();
    expect(seen()).toBe('Saturn does not answer, retry');
  });

  it.each([
    ['another run of the cluster', { clusters: [makeCluster({ since: 'x' })] }],
    ['a restart of the server', { instance: 'i2' }],
    ['another user', { connection: makeConnection({ user: 'bob' }) }]
  ])('should take a new ticket after %s', async (_, values) => {
    await load();
    clusters.show(values);
    await settle();
    expect(seen()).toBe('ticket-2/individual-task-stream loading');
  });

  it('should take a new ticket before the old one ends', async () => {
    await load();
    jest.advanceTimersByTime(12 * 3600_000 - 5 * 60_000 - 1);
    await settle();
    expect(api.enter).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(2);
    await settle();
    expect(seen()).toBe('ticket-2/individual-task-stream loading');
  });

  it.each([
    [403, 2],
    [405, 1]
  ])('should look after the ticket when shown: %d', async (status, tickets) => {
    await load();
    pane.isVisible = false;
    api.probe.mockResolvedValueOnce(status);
    pane.isVisible = true;
    await settle();
    expect(minted).toBe(tickets);
  });

  it.each([403, 404, 500, 502])(
    'should show figures in its place: %d',
    async status => {
      api.probe.mockResolvedValue(status);
      await open();
      expect(seen()).toBe('The dashboard cannot be shown, retry, summary');
    }
  );

  it('should try again by itself while it is seen', async () => {
    api.probe.mockResolvedValueOnce(502);
    await open();
    jest.advanceTimersByTime(15_000);
    await settle();
    expect(seen()).toBe('ticket-2/individual-task-stream loading');
  });

  it('should give up on a frame that does not load', async () => {
    await open();
    jest.advanceTimersByTime(20_000);
    expect(seen()).toBe('The plot does not come, retry, summary');
    pane.loaded('ticket-1/individual-task-stream');
    expect(seen()).toBe('The plot does not come, retry, summary');
  });

  it('should say why there is no ticket', async () => {
    api.enter.mockRejectedValue(new SaturnProblem(PROBLEM));
    await open();
    expect(seen()).toBe('Saturn does not answer, retry, summary');
    expect(clusters.refresh).toHaveBeenCalled();
  });

  it('should say so when there is no such plot', async () => {
    plots.mockResolvedValue([]);
    await open();
    expect(seen()).toBe('demo has no such plot, retry, summary');
  });

  it('should leave a dashboard with its own login to a tab', async () => {
    api.enter.mockResolvedValue(TAB);
    plots.mockResolvedValue([]);
    await open();
    expect(seen()).toBe(TAB.url);
  });

  it.each(['http://dash.example/', 'javascript:alert(1)', 'data:text/html,x'])(
    'should leave nothing else to a tab: %s',
    async url => {
      api.enter.mockResolvedValue({ kind: 'tab', url });
      await open();
      expect(seen()).toBe('The dashboard cannot be shown, retry, summary');
    }
  );

  it('should not show what came too late', async () => {
    let answer: (door: Door) => void = () => undefined;
    api.enter.mockReturnValueOnce(
      new Promise(resolve => {
        answer = resolve;
      })
    );
    await open();
    clusters.show({ clusters: [makeCluster({ status: 'stopped' })] });
    answer({ kind: 'frame', path: 'late/', idle_seconds: 1, max_seconds: 1 });
    await settle();
    expect(seen()).toBe('demo is stopped, start');
  });

  it('should let go of a plot that nobody sees, until it is seen', async () => {
    await load();
    pane.rest();
    expect(seen()).toBe('ticket-1/individual-task-stream');
    pane.isVisible = false;
    pane.rest();
    expect(seen()).toBe('');
    clusters.changed.emit();
    await settle();
    expect(api.enter).toHaveBeenCalledTimes(1);
    await open();
    expect(seen()).toBe('ticket-2/individual-task-stream loading');
  });

  it('should ask for nothing after its end', async () => {
    await load();
    pane.dispose();
    clusters.show({ instance: 'i2' });
    jest.advanceTimersByTime(24 * 3600_000);
    await settle();
    expect(api.enter).toHaveBeenCalledTimes(1);
  });
});
