import { CommandRegistry } from '@lumino/commands';

import type { Actions } from '../actions';
import { addCommands, CommandIDs } from '../commands';
import { ClustersDouble } from './clusters';
import { trans } from './values';

describe('addCommands', () => {
  const actions = {
    isAttached: false,
    isAttaching: false,
    act: jest.fn(),
    attach: jest.fn(),
    detach: jest.fn(),
    compareVersions: jest.fn(),
    recheck: jest.fn()
  };
  const openPanel = jest.fn();
  const openSettings = jest.fn();
  const signIn = jest.fn();
  const signOut = jest.fn();
  let commands: CommandRegistry;
  let added: ReturnType<typeof addCommands>;

  beforeEach(() => {
    jest.clearAllMocks();
    actions.isAttached = false;
    commands = new CommandRegistry();
    added = addCommands(commands, {
      actions: actions as unknown as Actions,
      clusters: new ClustersDouble(),
      origin: 'command',
      openPanel,
      openSettings,
      signIn,
      signOut,
      trans
    });
  });

  it('should register the public names, described', () => {
    expect(commands.listCommands().sort()).toEqual(
      Object.values(CommandIDs).sort()
    );
    for (const id of commands.listCommands()) {
      expect(commands.label(id)).not.toBe('');
      expect(commands.caption(id)).not.toBe('');
    }
  });

  it.each([
    [CommandIDs.start, actions.act, ['start', 'command']],
    [CommandIDs.stop, actions.act, ['stop', 'command']],
    [CommandIDs.restart, actions.act, ['restart', 'command']],
    [CommandIDs.attach, actions.attach, ['command']]
  ])('should have %s act on the cluster', async (id, action, rest) => {
    const args = { clusterId: 'c1' };
    await commands.execute(id, args);
    expect(action.mock.calls).toEqual([[args, ...rest]]);
  });

  it.each([
    [CommandIDs.refresh, actions.recheck],
    [CommandIDs.openPanel, openPanel],
    [CommandIDs.openSettings, openSettings],
    [CommandIDs.signIn, signIn],
    [CommandIDs.signOut, signOut]
  ])('should have %s do one thing', async (id, action) => {
    await commands.execute(id);
    expect(action.mock.calls).toEqual([[]]);
  });

  it('should offer to detach only what is attached', async () => {
    expect(commands.isEnabled(CommandIDs.detach)).toBe(false);
    actions.isAttached = true;
    expect(commands.isEnabled(CommandIDs.detach)).toBe(true);
    await commands.execute(CommandIDs.detach);
    expect(actions.detach.mock.calls).toEqual([['command']]);
  });

  it('should offer to compare the versions of what is attached only', async () => {
    expect(commands.isEnabled(CommandIDs.compareVersions)).toBe(false);
    actions.isAttached = true;
    await commands.execute(CommandIDs.compareVersions, { clusterId: 'c9' });
    expect(actions.compareVersions.mock.calls).toEqual([[]]);
  });

  it('K3 should offer to cancel an attach that is under way', () => {
    expect(commands.label(CommandIDs.detach)).toBe('Detach Notebook');
    actions.isAttaching = true;
    expect(commands.label(CommandIDs.detach)).toBe('Cancel Attach');
    actions.isAttaching = false;
  });

  it.each([
    [{ clusterId: 'c1' }, 'Attach to demo'],
    [{ clusterId: 'c9' }, 'Attach Notebook to Cluster'],
    [{ clusterId: 5 }, 'Attach Notebook to Cluster'],
    [{}, 'Attach Notebook to Cluster']
  ])('should name the cluster in the menu: %j', (args, label) => {
    expect(commands.label(CommandIDs.attach, args)).toBe(label);
  });

  it('should tell who asks by the registry, never by arguments', async () => {
    const own = new CommandRegistry();
    addCommands(own, {
      actions: actions as unknown as Actions,
      clusters: new ClustersDouble(),
      origin: 'view',
      openPanel,
      openSettings,
      signIn,
      signOut,
      trans
    });
    const args = { clusterId: 'c1', origin: 'view', isOwn: true };
    await own.execute(CommandIDs.start, args);
    await commands.execute(CommandIDs.start, args);
    expect(actions.act.mock.calls).toEqual([
      [args, 'start', 'view'],
      [args, 'start', 'command']
    ]);
  });

  it('should take the commands away again', () => {
    added.dispose();
    expect(commands.listCommands()).toEqual([]);
  });
});
