/* eslint max-lines: "off" -- One spec for each source file; this one has many cases. */
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { PromiseDelegate } from '@lumino/coreutils';

import type { ICurrentDocument } from '../notebook';
import { Actions } from '../actions';
import type { Dialogs } from '../dialogs';
import { SaturnProblem } from '../problem';
import type { ICluster } from '../tokens';
import type { WaysOut } from '../waysout';
import { ClustersDouble } from './clusters';
import {
  makeCluster,
  makeRef,
  makeSnapshot,
  PROBLEM,
  settle,
  trans
} from './values';

const HOSTILE_ARGS: ReadonlyArray<ReadonlyPartialJSONObject> = [
  { clusterId: 'unknown' },
  { clusterId: '../c1' },
  { clusterId: '__proto__' },
  { clusterId: '' },
  { clusterId: null },
  { clusterId: 5 },
  { clusterId: ['c1'] },
  { clusterId: { id: 'c1' } }
];

describe('Actions', () => {
  let clusters: ClustersDouble;
  let current: ICurrentDocument | null;
  let withKernel: ICurrentDocument;
  let actions: Actions;
  const attachment = {
    state: 'detached',
    problem: null as unknown,
    attach: jest.fn(),
    detach: jest.fn()
  };
  const remember = jest.fn();
  const insertInstallCell = jest.fn();
  const waysOut = { compare: jest.fn(), install: jest.fn() };
  const dialogs = {
    tell: jest.fn(),
    refuse: jest.fn(),
    settle: jest.fn(),
    confirmStart: jest.fn(),
    confirmLoss: jest.fn(),
    confirmAttach: jest.fn(),
    confirmDetach: jest.fn(),
    chooseCluster: jest.fn()
  };

  beforeEach(() => {
    jest.resetAllMocks();
    clusters = new ClustersDouble();
    clusters.act.mockImplementation(() => list({ status: 'running' }));
    clusters.pending.mockReturnValue(null);
    Object.assign(attachment, { state: 'detached', problem: null });
    attachment.attach.mockImplementation(() => {
      attachment.state = 'attached';
    });
    dialogs.confirmStart.mockResolvedValue(true);
    dialogs.confirmLoss.mockResolvedValue(true);
    withKernel = {
      path: 'dir/a.ipynb',
      name: 'a.ipynb',
      attachment: attachment as unknown as ICurrentDocument['attachment'],
      connection: null,
      whenReady: () => Promise.reject(new Error('never asked')),
      remember,
      insertInstallCell
    };
    current = withKernel;
    actions = new Actions({
      clusters,
      dialogs: dialogs as unknown as Dialogs,
      waysOut: waysOut as unknown as WaysOut,
      current: () => current,
      trans
    });
  });

  const list = (...values: ReadonlyArray<Partial<ICluster>>): void =>
    clusters.show({ clusters: values.map(makeCluster) });

  describe('#attach()', () => {
    it('should attach to the only cluster', async () => {
      await actions.attach({}, 'view');
      expect(attachment.attach.mock.calls).toEqual([[makeRef(), undefined]]);
      expect(remember.mock.calls).toEqual([[makeRef(), undefined]]);
      expect(dialogs.confirmStart).not.toHaveBeenCalled();
      expect(dialogs.tell).not.toHaveBeenCalled();
    });

    it('should say that it needs a notebook', async () => {
      current = null;
      await actions.attach({ clusterId: 'c1' }, 'view');
      expect(dialogs.refuse).toHaveBeenCalledWith(
        'Open a notebook first',
        expect.any(String)
      );
      expect(clusters.act).not.toHaveBeenCalled();
    });

    describe('without a kernel', () => {
      let without: ICurrentDocument;

      beforeEach(() => {
        jest.useFakeTimers();
        without = { ...withKernel, attachment: null };
        without.whenReady = () => Promise.resolve(without);
        current = without;
      });

      afterEach(() => {
        expect(jest.getTimerCount()).toBe(0);
        jest.useRealTimers();
      });

      it('K1 should wait for one that is about to start', async () => {
        const started = new PromiseDelegate<ICurrentDocument>();
        without.whenReady = () => started.promise;
        const done = actions.attach({ clusterId: 'c1' }, 'view');
        await jest.advanceTimersByTimeAsync(29_000);
        expect(dialogs.refuse).not.toHaveBeenCalled();
        started.resolve(withKernel);
        await done;
        expect(attachment.attach).toHaveBeenCalledTimes(1);
      });

      it('K1 should not wait longer than 30 seconds', async () => {
        without.whenReady = () => new Promise(() => undefined);
        const done = actions.attach({ clusterId: 'c1' }, 'view');
        await jest.advanceTimersByTimeAsync(30_000);
        await done;
        expect(dialogs.refuse).toHaveBeenCalledTimes(1);
      });
    });

    it('K1 should say that it needs a kernel', async () => {
      const without: ICurrentDocument = {
        ...withKernel,
        attachment: null,
        whenReady: () => Promise.resolve(without)
      };
      current = without;
      await actions.attach({ clusterId: 'c1' }, 'view');
      expect(dialogs.refuse).toHaveBeenCalledWith(
        'a.ipynb has no kernel',
        expect.any(String)
      );
      expect(remember).not.toHaveBeenCalled();
    });

    it('should show the versions that do not fit', async () => {
      attachment.attach.mockImplementation(() => {
        const problem = { ...PROBLEM, code: 'unfit' };
        Object.assign(attachment, { state: 'failed', problem });
      });
      await actions.attach({ clusterId: 'c1' }, 'view');
      expect(waysOut.compare.mock.calls).toEqual([[current, makeRef()]]);
      expect(dialogs.tell).not.toHaveBeenCalled();
      expect(remember).not.toHaveBeenCalled();
    });

    it('should offer to install what the kernel lacks', async () => {
      attachment.attach.mockImplementation(() => {
        const problem = { ...PROBLEM, code: 'missing' };
        Object.assign(attachment, { state: 'failed', problem });
      });
      await actions.attach({ clusterId: 'c1' }, 'view');
      expect(waysOut.install.mock.calls).toEqual([[current]]);
      expect(dialogs.tell).not.toHaveBeenCalled();
    });

    it.each(HOSTILE_ARGS)('should ignore %j', async args => {
      await actions.attach(args, 'view');
      expect(attachment.attach).not.toHaveBeenCalled();
      expect(clusters.act).not.toHaveBeenCalled();
      expect(dialogs.confirmStart).not.toHaveBeenCalled();
    });

    it('should take nothing but the id from its arguments', async () => {
      await actions.attach(
        {
          clusterId: 'c1',
          name: 'x',
          base_url: 'https://evil.example/'
        },
        'view'
      );
      expect(attachment.attach.mock.calls).toEqual([[makeRef(), undefined]]);
    });

    it.each(['stopped', 'error'] as const)(
      'should ask before it starts a cluster that is %s',
      async status => {
        list({ status });
        dialogs.confirmStart.mockImplementation(async () => {
          expect(clusters.act).not.toHaveBeenCalled();
          return Promise.resolve(true);
        });
        await actions.attach({ clusterId: 'c1' }, 'view');
        expect(dialogs.confirmStart).toHaveBeenCalledTimes(1);
        expect(clusters.act.mock.calls).toEqual([['c1', 'start']]);
        expect(attachment.attach).toHaveBeenCalledTimes(1);
      }
    );

    it('should start nothing when the user declines', async () => {
      list({ status: 'stopped' });
      dialogs.confirmStart.mockResolvedValue(false);
      await actions.attach({ clusterId: 'c1' }, 'view');
      expect(clusters.act).not.toHaveBeenCalled();
      expect(attachment.attach).not.toHaveBeenCalled();
    });

    it('should tell why the start failed', async () => {
      list({ status: 'stopped' });
      clusters.act.mockRejectedValue(new SaturnProblem(PROBLEM));
      await actions.attach({ clusterId: 'c1' }, 'view');
      expect(dialogs.tell.mock.calls).toMatchObject([[PROBLEM]]);
      expect(attachment.attach).not.toHaveBeenCalled();
    });

    it('should wait for a cluster that starts, without asking', async () => {
      list({ status: 'pending' });
      const done = actions.attach({ clusterId: 'c1' }, 'view');
      await settle();
      expect(attachment.attach).not.toHaveBeenCalled();
      list({ status: 'running' });
      await done;
      expect(dialogs.confirmStart).not.toHaveBeenCalled();
      expect(clusters.act).not.toHaveBeenCalled();
      expect(attachment.attach).toHaveBeenCalledTimes(1);
    });

    it('should not attach to a cluster that did not start', async () => {
      list({ status: 'pending' });
      const done = actions.attach({ clusterId: 'c1' }, 'view');
      await settle();
      list({ status: 'error', errors: ['no room'] });
      await done;
      expect(attachment.attach).not.toHaveBeenCalled();
      expect(dialogs.tell.mock.calls).toMatchObject([[{ reason: 'no room' }]]);
    });

    it.each([true, false])(
      'should ask first when a command wants it: %s',
      async isAgreed => {
        dialogs.confirmAttach.mockResolvedValue(isAgreed);
        await actions.attach({ clusterId: 'c1' }, 'command');
        expect(dialogs.confirmAttach.mock.calls).toEqual([
          ['a.ipynb', makeCluster()]
        ]);
        expect(attachment.attach).toHaveBeenCalledTimes(isAgreed ? 1 : 0);
      }
    );

    it('should not ask twice when a command wants a start', async () => {
      list({ status: 'stopped' });
      dialogs.confirmStart.mockResolvedValue(true);
      await actions.attach({ clusterId: 'c1' }, 'command');
      expect(dialogs.confirmStart).toHaveBeenCalledTimes(1);
      expect(dialogs.confirmAttach).not.toHaveBeenCalled();
      expect(attachment.attach).toHaveBeenCalledTimes(1);
    });

    it('should tell why it failed, and write nothing', async () => {
      attachment.attach.mockImplementation(() => {
        Object.assign(attachment, { state: 'failed', problem: PROBLEM });
      });
      await actions.attach({}, 'view');
      expect(dialogs.tell.mock.calls).toEqual([[PROBLEM]]);
      expect(remember).not.toHaveBeenCalled();
    });

    it('should say nothing when it was cancelled', async () => {
      attachment.attach.mockImplementation(() => {
        attachment.state = 'detached';
      });
      await actions.attach({}, 'view');
      expect(dialogs.tell).not.toHaveBeenCalled();
      expect(remember).not.toHaveBeenCalled();
    });

    it('should let the user choose among those that fit', async () => {
      list({ id: 'c1' }, { id: 'c2', status: 'stopping' }, { id: 'c3' });
      dialogs.chooseCluster.mockResolvedValue(makeCluster({ id: 'c3' }));
      await actions.attach({}, 'view');
      const [[offered]] = dialogs.chooseCluster.mock.calls as [[ICluster[]]];
      expect(offered.map(c => c.id)).toEqual(['c1', 'c3']);
      expect(attachment.attach).toHaveBeenCalledWith(
        makeRef({ id: 'c3' }),
        undefined
      );
    });

    it.each(['view', 'command'] as const)(
      'should ask once only, whoever wants it: %s',
      async origin => {
        list({ id: 'c1' }, { id: 'c2' });
        dialogs.chooseCluster.mockResolvedValue(makeCluster({ id: 'c2' }));
        await actions.attach({}, origin);
        expect(dialogs.chooseCluster.mock.calls).toEqual([
          [expect.anything(), 'Attach a.ipynb to which cluster?']
        ]);
        expect(dialogs.confirmAttach).not.toHaveBeenCalled();
        expect(attachment.attach).toHaveBeenCalledTimes(1);
      }
    );

    it('should do nothing when the user chooses none', async () => {
      list({ id: 'c1' }, { id: 'c2' });
      dialogs.chooseCluster.mockResolvedValue(null);
      await actions.attach({}, 'view');
      expect(attachment.attach).not.toHaveBeenCalled();
    });

    it('should say that there is no cluster', async () => {
      list();
      await actions.attach({}, 'view');
      expect(dialogs.refuse).toHaveBeenCalledWith(
        'No cluster',
        expect.any(String)
      );
    });

    it('should read the clusters first if nobody has', async () => {
      clusters.snapshot = null;
      clusters.refresh.mockImplementation(async () => {
        clusters.snapshot = makeSnapshot();
        return Promise.resolve();
      });
      await actions.attach({ clusterId: 'c1' }, 'view');
      expect(attachment.attach).toHaveBeenCalledTimes(1);
    });
  });

  describe('#act()', () => {
    it.each(['stop', 'restart'] as const)(
      'should ask before a %s',
      async action => {
        await actions.act({ clusterId: 'c1' }, action, 'view');
        expect(dialogs.confirmLoss.mock.calls).toEqual([
          [makeCluster(), action]
        ]);
        expect(clusters.act.mock.calls).toEqual([['c1', action]]);
        dialogs.confirmLoss.mockResolvedValue(false);
        await actions.act({ clusterId: 'c1' }, action, 'view');
        expect(clusters.act).toHaveBeenCalledTimes(1);
      }
    );

    it('should ask before a start that costs money', async () => {
      list({ status: 'stopped' });
      dialogs.confirmStart.mockResolvedValue(false);
      await actions.act({}, 'start', 'view');
      expect(dialogs.confirmStart).toHaveBeenCalledTimes(1);
      expect(clusters.act).not.toHaveBeenCalled();
    });

    it('should start a local cluster at once', async () => {
      const stopped = makeCluster({ status: 'stopped' });
      clusters.show({ local: true, clusters: [stopped] });
      await actions.act({}, 'start', 'view');
      expect(dialogs.confirmStart).not.toHaveBeenCalled();
      expect(clusters.act.mock.calls).toEqual([['c1', 'start']]);
    });

    it.each(HOSTILE_ARGS)('should ignore %j', async args => {
      await actions.act(args, 'stop', 'view');
      expect(dialogs.confirmLoss).not.toHaveBeenCalled();
      expect(clusters.act).not.toHaveBeenCalled();
    });

    it.each([true, false])(
      'should ask before a local start that a command wants: %s',
      async isAgreed => {
        const stopped = makeCluster({ status: 'stopped' });
        clusters.show({ local: true, clusters: [stopped] });
        dialogs.confirmStart.mockResolvedValue(isAgreed);
        await actions.act({ clusterId: 'c1' }, 'start', 'command');
        expect(dialogs.confirmStart.mock.calls).toEqual([[stopped, true]]);
        expect(clusters.act).toHaveBeenCalledTimes(isAgreed ? 1 : 0);
      }
    );

    it('should not act on a cluster twice at a time', async () => {
      clusters.pending.mockReturnValue('restart');
      await actions.act({ clusterId: 'c1' }, 'stop', 'view');
      expect(dialogs.confirmLoss).not.toHaveBeenCalled();
      expect(clusters.act).not.toHaveBeenCalled();
    });

    it('should tell of a failure', async () => {
      clusters.act.mockRejectedValue(new SaturnProblem(PROBLEM));
      await actions.act({ clusterId: 'c1' }, 'stop', 'view');
      expect(dialogs.tell.mock.calls).toMatchObject([[PROBLEM]]);
    });
  });

  describe('#detach()', () => {
    it('should detach the current notebook, if there is one', async () => {
      attachment.state = 'attached';
      await actions.detach('view');
      current = null;
      await actions.detach('view');
      expect(attachment.detach).toHaveBeenCalledTimes(1);
      expect(dialogs.confirmDetach).not.toHaveBeenCalled();
    });

    it.each([true, false])(
      'should ask first when a command wants it: %s',
      async isAgreed => {
        attachment.state = 'attached';
        dialogs.confirmDetach.mockResolvedValue(isAgreed);
        await actions.detach('command');
        expect(dialogs.confirmDetach.mock.calls).toEqual([['a.ipynb']]);
        expect(attachment.detach).toHaveBeenCalledTimes(isAgreed ? 1 : 0);
      }
    );

    it('should have nothing to ask when nothing is attached', async () => {
      await actions.detach('command');
      expect(dialogs.confirmDetach).not.toHaveBeenCalled();
    });
  });

  describe('#recheck()', () => {
    it('should tell of a failure', async () => {
      clusters.recheck.mockRejectedValue(new SaturnProblem(PROBLEM));
      await actions.recheck();
      expect(dialogs.tell.mock.calls).toMatchObject([[PROBLEM]]);
    });
  });

  describe('#isAttached', () => {
    it.each([
      ['detached', false],
      ['waiting', true],
      ['attached', true],
      ['lost', true]
    ])('should judge %s', (state, expected) => {
      attachment.state = state;
      expect(actions.isAttached).toBe(expected);
    });

    it('should be false without a notebook', () => {
      attachment.state = 'attached';
      current = null;
      expect(actions.isAttached).toBe(false);
    });
  });
});
