import type { NotebookPanel } from '@jupyterlab/notebook';
import { CommandRegistry } from '@lumino/commands';

import { CellActions } from '../cellactions';
import { addCellCommands, CellCommandIDs } from '../cellcommands';
import { kindOf } from '../modernise/marker';
import type { Dialogs } from '../dialogs';
import type { IAttachments } from '../tokens';
import { ClustersDouble } from './clusters';
import { makeCluster, makeRef, trans } from './values';

/**
 * As much of a notebook as the cells need: a shared model that notes its transactions.
 */
class CellsDouble {
  constructor(readonly sources: string[]) {}

  transactions = 0;
  metadata: Record<string, unknown> = {};
  isDisposed = false;
  readonly scrolled = jest.fn().mockResolvedValue(undefined);
  readonly content = {
    activeCellIndex: 0,
    activeCell: {},
    deselectAll: jest.fn(),
    scrollToCell: this.scrolled
  };
  readonly sessionContext = { session: { kernel: { id: 'k1' } } };

  get context(): object {
    return {
      path: 'a.ipynb',
      model: {
        getMetadata: (key: string) => this.metadata[key],
        setMetadata: (key: string, value: unknown) => {
          this.metadata[key] = value;
        },
        sharedModel: this.shared
      }
    };
  }

  private get shared(): object {
    const { sources } = this;
    return {
      cells: sources.map((_, index) => this._cell(index)),
      getCell: (index: number) => this._cell(index),
      insertCell: (index: number, cell: { source: string }) =>
        sources.splice(index, 0, cell.source),
      deleteCell: (index: number) => sources.splice(index, 1),
      transact: (work: () => void) => {
        this.transactions++;
        work();
      }
    };
  }

  private _cell(index: number): object {
    return {
      id: `id of ${this.sources[index]}`,
      cell_type: 'code',
      getSource: () => this.sources[index],
      setSource: (source: string) => {
        this.sources[index] = source;
      }
    };
  }
}

describe('CellActions', () => {
  const attached = makeRef({ id: 'c9', name: 'elsewhere' });
  const dialogs = { refuse: jest.fn().mockResolvedValue(undefined) };
  let clusters: ClustersDouble;
  let notebook: CellsDouble;
  let attachment: { cluster: typeof attached } | null;
  let actions: CellActions;

  beforeEach(() => {
    jest.clearAllMocks();
    clusters = new ClustersDouble();
    notebook = new CellsDouble(['first', 'second']);
    attachment = null;
    const panel = notebook as unknown as NotebookPanel;
    actions = new CellActions({
      attachments: { get: () => attachment } as unknown as IAttachments,
      clusters,
      dialogs: dialogs as unknown as Dialogs,
      current: () => panel,
      open: () => [panel],
      names: () => ({ client: 'dask_client', cluster: 'cluster' }),
      trans
    });
  });

  it('should put a cell below the active one, in one transaction', async () => {
    await actions.insert({ clusterId: 'c1' }, 'connect');
    expect(notebook.sources.map(kindOf)).toEqual([null, 'connect', null]);
    expect(notebook.sources[1]).toContain('CLUSTER_ID = "c1"');
    expect(notebook.sources[1]).toContain('dask_client, cluster = ');
    expect(notebook.transactions).toBe(1);
    expect(notebook.content.activeCellIndex).toBe(1);
    expect(notebook.metadata.saturn).toMatchObject({ cluster_id: 'c1' });
  });

  it('should renew the cell that is there, wherever it is', async () => {
    notebook.sources.push('# saturn:connect v1\nby hand');
    await actions.insert({ clusterId: 'c1' }, 'connect');
    expect(notebook.sources.map(kindOf)).toEqual([null, null, 'connect']);
    expect(notebook.sources[2]).not.toContain('by hand');
    expect(notebook.transactions).toBe(1);
  });

  it('should name what the notebook is attached to, before the selected', async () => {
    clusters.selected = makeCluster() as never;
    await actions.insert({}, 'connect');
    expect(notebook.sources[1]).toContain('CLUSTER_ID = "c1"');
    attachment = { cluster: attached };
    await actions.insert({}, 'connect');
    expect(notebook.sources[1]).toContain('CLUSTER_ID = "c9"');
    expect(notebook.sources[1]).toContain('CLUSTER_NAME = "elsewhere"');
  });

  it.each([{ clusterId: 'nobody' }, { clusterId: 5 }, { clusterId: null }])(
    'should insert nothing for %j',
    async args => {
      for (const kind of ['install', 'connect', 'stop'] as const) {
        await actions.insert(args, kind);
      }
      expect(notebook.sources).toEqual(['first', 'second']);
      expect(dialogs.refuse).not.toHaveBeenCalled();
    }
  );

  it('should install and stop without a cluster, and not connect', async () => {
    await actions.insert({}, 'install');
    await actions.insert({}, 'stop');
    expect(dialogs.refuse).not.toHaveBeenCalled();
    await actions.insert({}, 'connect');
    expect(dialogs.refuse).toHaveBeenCalledTimes(1);
    expect(notebook.sources.map(kindOf)).toEqual([
      null,
      'install',
      'stop',
      null
    ]);
    expect(notebook.metadata).toEqual({});
  });

  it('should have a dropped cell take the place of the one before', async () => {
    const [old, dropped] = ['# saturn:connect v1\nold', '# saturn:connect v1'];
    notebook.sources.splice(0, 1, old, dropped);
    await actions.settle('id of another notebook’s cell', 'c1');
    expect(notebook.sources).toEqual([old, dropped, 'second']);
    await actions.settle(`id of ${dropped}`, 'c1');
    expect(notebook.sources).toEqual([dropped, 'second']);
    expect(notebook.metadata.saturn).toMatchObject({ cluster_id: 'c1' });
  });

  it('should write a cell to drag for a listed cluster only', async () => {
    expect(kindOf((await actions.connectCell('c1')) ?? '')).toBe('connect');
    expect(await actions.connectCell('nobody')).toBeNull();
  });
});

describe('addCellCommands', () => {
  it('should be of use with a notebook only', async () => {
    const actions = { hasNotebook: false, insert: jest.fn() };
    const commands = new CommandRegistry();
    const added = addCellCommands(
      commands,
      actions as unknown as CellActions,
      trans
    );
    const kinds = { install: 'install', connect: 'connect', stop: 'stop' };
    for (const [name, kind] of Object.entries(kinds)) {
      const id = CellCommandIDs[name as keyof typeof kinds];
      expect(commands.isEnabled(id)).toBe(false);
      actions.hasNotebook = true;
      expect(commands.isEnabled(id)).toBe(true);
      await commands.execute(id, { clusterId: 'c1' });
      expect(actions.insert).toHaveBeenLastCalledWith(
        { clusterId: 'c1' },
        kind
      );
      actions.hasNotebook = false;
    }
    added.dispose();
    expect(commands.listCommands()).toEqual([]);
  });
});
