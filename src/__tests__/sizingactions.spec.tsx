import { CommandRegistry } from '@lumino/commands';

import { SizingActions } from '../sizing/actions';
import { addSizingCommands, SizingCommandIDs } from '../sizing/commands';
import type { IFormDialog } from '../sizing/dialog';
import type { IDefinitionValues } from '../sizing/defining';
import type { IScaleValues } from '../sizing/scaling';
import { ClustersDouble } from './clusters';
import { makeCluster, PROBLEM, trans } from './values';

const PROJECT = '0123456789abcdef0123456789abcdef';

describe('SizingActions', () => {
  const api = {
    create: jest.fn().mockResolvedValue('c9'),
    edit: jest.fn(),
    remove: jest.fn().mockResolvedValue(undefined)
  };
  const dialogs = {
    chooseCluster: jest.fn(),
    refuse: jest.fn(),
    tell: jest.fn()
  };
  let clusters: ClustersDouble;
  let actions: SizingActions;
  let shown: IFormDialog<object>[];
  let close: () => void;

  beforeEach(() => {
    jest.clearAllMocks();
    api.edit.mockResolvedValue({ warnings: [], price_per_hour: null });
    clusters = new ClustersDouble();
    shown = [];
    actions = new SizingActions({
      api,
      ask: dialog => {
        // The double looks at forms of any values.
        shown.push(dialog as unknown as IFormDialog<object>);
        return new Promise(resolve => (close = resolve));
      },
      clusters,
      dialogs,
      project: () => '',
      trans
    });
  });

  /** Run an action until its dialog is open, and type into it. */
  async function open(
    action: Promise<void>,
    values: Partial<IScaleValues & IDefinitionValues> = {}
  ): Promise<IFormDialog<object>> {
    void action;
    await new Promise(process.nextTick);
    const dialog = shown[shown.length - 1];
    if (!dialog) {
      throw new Error('There is no dialog.');
    }
    dialog.form.set(values);
    return dialog;
  }

  it('should scale to a number, which ends adaptive', async () => {
    const cluster = makeCluster({ adaptive: { minimum: 1, maximum: 4 } });
    clusters.show({ clusters: [cluster] });
    const dialog = await open(actions.scale({ clusterId: 'c1' }), {
      mode: 'fixed',
      workers: '5'
    });
    expect(await dialog.form.submit()).toBe(true);
    expect(clusters.scale.mock.calls).toEqual([['c1', { workers: 5 }]]);
  });

  it('should send nothing that is wrong', async () => {
    const dialog = await open(actions.scale({ clusterId: 'c1' }), {
      workers: '65'
    });
    expect(await dialog.form.submit()).toBe(false);
    expect(clusters.scale).not.toHaveBeenCalled();
  });

  it('should not touch a cluster that is being changed', async () => {
    clusters.pending.mockReturnValue('restart');
    const dialog = await open(actions.remove({ clusterId: 'c1' }));
    expect(await dialog.form.submit()).toBe(false);
    expect(dialog.form.problem?.code).toBe('busy');
    expect(api.remove).not.toHaveBeenCalled();
  });

  it('should show one dialog at a time on a cluster', async () => {
    const dialog = await open(actions.scale({ clusterId: 'c1' }));
    await actions.edit({ clusterId: 'c1' });
    await actions.scale({ clusterId: 'c1' });
    expect(shown).toEqual([dialog]);
    close();
    await new Promise(process.nextTick);
    await open(actions.edit({ clusterId: 'c1' }));
    expect(shown).toHaveLength(2);
  });

  it.each([{ clusterId: 'c2' }, { clusterId: 5 }, { clusterId: null }])(
    'should obey no id that is not listed: %j',
    async args => {
      await actions.remove(args);
      await actions.edit(args);
      await actions.scale(args);
      expect(shown).toEqual([]);
    }
  );

  it('should send what was changed, and keep the dialog at a warning', async () => {
    api.edit.mockResolvedValue({ warnings: ['It is up'], price_per_hour: 1 });
    const dialog = await open(actions.edit({ clusterId: 'c1' }), {
      worker_size: 'xlarge'
    });
    expect(await dialog.form.submit()).toBe(false);
    expect(api.edit.mock.calls).toEqual([['c1', { worker_size: 'xlarge' }]]);
    expect(dialog.form.problem?.reason).toBe('It is up.');
    expect(dialog.form.values).toMatchObject({ worker_size: 'xlarge' });
    expect(clusters.refresh).toHaveBeenCalled();
  });

  it('should send nothing where nothing was changed', async () => {
    const dialog = await open(actions.edit({ clusterId: 'c1' }));
    expect(await dialog.form.submit()).toBe(true);
    expect(api.edit).not.toHaveBeenCalled();
  });

  it.each([
    ['running', true],
    ['pending', true],
    ['stopping', true],
    ['unknown', true],
    ['stopped', false],
    ['error', false]
  ] as const)('should delete one that is %s', async (status, isActive) => {
    clusters.show({ clusters: [makeCluster({ status })] });
    const dialog = await open(actions.remove({ clusterId: 'c1' }));
    expect(dialog.title).toBe('Delete demo?');
    expect(dialog.isLoss).toBe(true);
    expect(await dialog.form.submit()).toBe(true);
    expect(api.remove.mock.calls).toEqual([['c1', isActive]]);
  });

  it('should offer the project whose cluster was deleted for a new one', async () => {
    clusters.show({ clusters: [makeCluster({ project_id: PROJECT })] });
    const loss = await open(actions.remove({ clusterId: 'c1' }));
    await loss.form.submit();
    clusters.show({ clusters: [] });
    const dialog = await open(actions.create());
    expect(await dialog.form.submit()).toBe(true);
    expect(api.create.mock.calls).toEqual([
      [{ project_id: PROJECT, project_kind: 'workspace' }]
    ]);
    expect(clusters.select.mock.calls).toEqual([['c9']]);
  });

  it('should tell why the server refused, and do nothing else', async () => {
    api.remove.mockRejectedValueOnce(new Error('No.'));
    const dialog = await open(actions.remove({ clusterId: 'c1' }));
    expect(await dialog.form.submit()).toBe(false);
    expect(dialog.form.problem?.reason).toBe('No.');
    dialog.tell(PROBLEM);
    expect(dialogs.tell.mock.calls).toEqual([[PROBLEM]]);
  });
});

describe('addSizingCommands', () => {
  it('should register the public names, described, which all ask', async () => {
    const actions = {
      create: jest.fn(),
      edit: jest.fn(),
      remove: jest.fn(),
      scale: jest.fn()
    };
    const commands = new CommandRegistry();
    // Only these methods are called.
    const double = actions as unknown as SizingActions;
    const added = addSizingCommands(
      commands,
      () => Promise.resolve(double),
      trans
    );
    expect(commands.listCommands().sort()).toEqual([
      'saturn:create-cluster',
      'saturn:delete-cluster',
      'saturn:edit-cluster',
      'saturn:scale-cluster'
    ]);
    const args = { clusterId: 'c1' };
    for (const [key, id] of Object.entries(SizingCommandIDs)) {
      expect(commands.label(id)).toMatch(/…$/);
      expect(commands.caption(id)).not.toBe('');
      await commands.execute(id, args);
      expect(actions[key as keyof typeof actions].mock.calls).toEqual([
        key === 'create' ? [] : [args]
      ]);
    }
    added.dispose();
    expect(commands.listCommands()).toEqual([]);
  });
});
