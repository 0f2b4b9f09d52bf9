import type { ICurrentDocument } from '../notebook';
import type { Dialogs } from '../dialogs';
import { SaturnProblem } from '../problem';
import type { IAttachment, IVersionRow } from '../tokens';
import type { VersionDialogs } from '../versiondialogs';
import { compareVersions } from '../versions';
import { pinsOf, recipeOf, WaysOut, waysOf } from '../waysout';
import { ClustersDouble } from './clusters';
import { KernelDouble } from './kernel';
import { makeCluster, makeRef, makeSnapshot, PROBLEM, trans } from './values';

function rowsOf(
  kernel: Record<string, string>,
  cluster: Record<string, string>
): ReadonlyArray<IVersionRow> {
  return compareVersions({ kernel, scheduler: cluster, workers: null });
}

const DIFFERING = rowsOf(
  {
    python: '3.11.7',
    dask: '2026.8.0',
    distributed: '2026.8.0',
    tornado: '6.5'
  },
  {
    python: '3.11.9',
    dask: '2025.5.1',
    distributed: '2025.5.1',
    tornado: '6.4',
    numpy: '2.4.6'
  }
);
const OTHER_PYTHON = rowsOf({ python: '3.13.0' }, { python: '3.11.9' });

describe('waysOf', () => {
  it('should lead somewhere', () => {
    expect(waysOf(DIFFERING, false)).toEqual(['match-cluster', 'match-kernel']);
    expect(waysOf(OTHER_PYTHON, true)).toEqual([
      'match-kernel',
      'attach-anyway'
    ]);
    const same = rowsOf({ python: '3.11.7' }, { python: '3.11.7' });
    expect(waysOf(same, false)).toEqual([]);
  });
});

describe('pinsOf', () => {
  it('should pin the cluster’s versions, and nothing that a kernel runs on', () => {
    expect(pinsOf(DIFFERING)).toEqual({
      dask: '2025.5.1',
      distributed: '2025.5.1',
      python: '3.11.9',
      packages: { numpy: '2.4.6' }
    });
  });
});

describe('recipeOf', () => {
  it('should name the kernel’s versions', () => {
    expect(recipeOf(DIFFERING)).toBe(
      '# Python 3.11\ndask==2026.8.0\ndistributed==2026.8.0'
    );
  });
});

describe('WaysOut', () => {
  let clusters: ClustersDouble;
  let attachment: { -readonly [Key in keyof IAttachment]?: IAttachment[Key] };
  let current: ICurrentDocument;
  let waysOut: WaysOut;
  const attach = jest.fn<Promise<void>, Parameters<IAttachment['attach']>>();
  const match = jest.fn();
  const insertInstallCell = jest.fn();
  const dialogs = {
    refuse: jest.fn(),
    tell: jest.fn(),
    confirmLoss: jest.fn()
  };
  const versionDialogs = {
    compare: jest.fn<
      ReturnType<VersionDialogs['compare']>,
      Parameters<VersionDialogs['compare']>
    >(),
    offerInstall: jest.fn(),
    showText: jest.fn()
  };

  beforeEach(() => {
    jest.resetAllMocks();
    clusters = new ClustersDouble();
    clusters.snapshot = makeSnapshot({ local: true });
    clusters.refresh.mockResolvedValue(undefined);
    match.mockResolvedValue(undefined);
    dialogs.confirmLoss.mockResolvedValue(true);
    attachment = {
      state: 'failed',
      cluster: makeRef(),
      problem: { ...PROBLEM, code: 'unfit' },
      comparison: DIFFERING,
      attach
    };
    current = {
      path: 'a.ipynb',
      name: 'a.ipynb',
      attachment: attachment as IAttachment,
      connection: new KernelDouble().connection,
      whenReady: jest.fn(),
      remember: jest.fn(),
      insertInstallCell
    };
    waysOut = new WaysOut({
      clusters,
      dialogs: dialogs as unknown as Dialogs,
      versionDialogs: versionDialogs as unknown as VersionDialogs,
      match,
      trans
    });
  });

  it('should do nothing when nothing is chosen', async () => {
    versionDialogs.compare.mockResolvedValue(null);
    await waysOut.compare(current);
    expect(versionDialogs.compare).toHaveBeenCalledWith(
      PROBLEM.title,
      DIFFERING,
      expect.any(Array),
      ['match-cluster', 'match-kernel', 'attach-anyway']
    );
    expect(
      [attach, match, insertInstallCell].some(f => f.mock.calls.length > 0)
    ).toBe(false);
  });

  it('should insert the cell that installs the cluster’s versions', async () => {
    versionDialogs.compare.mockResolvedValue('match-cluster');
    await waysOut.compare(current);
    expect(insertInstallCell.mock.calls).toEqual([[pinsOf(DIFFERING)]]);
  });

  it('should attach anyway', async () => {
    versionDialogs.compare.mockResolvedValue('attach-anyway');
    await waysOut.compare(current);
    expect(attach.mock.calls).toEqual([[makeRef(), current.connection, true]]);
  });

  it('should attach to the cluster that was refused, not to the one before it', async () => {
    attachment.state = 'attached';
    versionDialogs.compare.mockResolvedValue('attach-anyway');
    await waysOut.compare(current, makeRef({ id: 'c2' }));
    expect(attach.mock.calls[0]?.[0]).toEqual(makeRef({ id: 'c2' }));
  });

  it('should not offer to attach what is attached', async () => {
    Object.assign(attachment, { state: 'attached', problem: null });
    versionDialogs.compare.mockResolvedValue(null);
    await waysOut.compare(current);
    expect(versionDialogs.compare).toHaveBeenCalledWith(
      'Versions of the kernel and of demo',
      DIFFERING,
      expect.any(Array),
      ['match-cluster', 'match-kernel']
    );
  });

  it('should restart a local cluster under the kernel’s Python, and attach', async () => {
    versionDialogs.compare.mockResolvedValue('match-kernel');
    await waysOut.compare(current);
    expect(dialogs.confirmLoss).toHaveBeenCalledWith(makeCluster(), 'restart');
    expect(match.mock.calls).toEqual([['c1', 'k1']]);
    expect(attach.mock.calls).toEqual([[makeRef(), current.connection]]);
  });

  it('should restart nothing when the user does not agree', async () => {
    versionDialogs.compare.mockResolvedValue('match-kernel');
    dialogs.confirmLoss.mockResolvedValue(false);
    await waysOut.compare(current);
    expect(match).not.toHaveBeenCalled();
    expect(attach).not.toHaveBeenCalled();
  });

  it('should tell why the restart was refused', async () => {
    versionDialogs.compare.mockResolvedValue('match-kernel');
    match.mockRejectedValue(new SaturnProblem(PROBLEM));
    await waysOut.compare(current);
    expect(dialogs.tell.mock.calls).toEqual([[new SaturnProblem(PROBLEM)]]);
    expect(attach).not.toHaveBeenCalled();
  });

  it('should say what to set on Saturn Cloud', async () => {
    clusters.snapshot = makeSnapshot({ local: false });
    versionDialogs.compare.mockResolvedValue('match-kernel');
    await waysOut.compare(current);
    expect(versionDialogs.showText).toHaveBeenCalledWith(
      'Match this kernel',
      expect.any(String),
      recipeOf(DIFFERING)
    );
    expect(match).not.toHaveBeenCalled();
  });

  it('should say which Python to choose', async () => {
    attachment.comparison = OTHER_PYTHON;
    await waysOut.compare(current);
    expect(versionDialogs.compare.mock.calls[0]?.[2]).toContain(
      'Match the cluster: choose a kernel with Python 3.11; a cell cannot install that.'
    );
  });

  it('should warn of strict TLS', async () => {
    attachment.comparison = rowsOf(
      { python: '3.13.0', distributed: '2026.8.0' },
      { python: '3.11.9', distributed: '2024.8.0' }
    );
    await waysOut.compare(current);
    expect(versionDialogs.compare.mock.calls[0]?.[2]).toContain(
      'Python 3.13 and later may refuse the certificates of clusters with distributed before 2024.12.'
    );
  });

  it('should have nothing to compare without a cluster', async () => {
    attachment.comparison = [];
    await waysOut.compare(current);
    expect(versionDialogs.compare).not.toHaveBeenCalled();
    expect(dialogs.refuse).toHaveBeenCalledTimes(1);
  });

  it.each([true, false])(
    'should offer to install what is missing: %s',
    async isAgreed => {
      versionDialogs.offerInstall.mockResolvedValue(isAgreed);
      await waysOut.install(current);
      expect(versionDialogs.offerInstall).toHaveBeenCalledWith(
        attachment.problem
      );
      expect(insertInstallCell).toHaveBeenCalledTimes(isAgreed ? 1 : 0);
    }
  );
});
