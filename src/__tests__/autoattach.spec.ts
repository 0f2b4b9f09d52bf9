import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal } from '@lumino/signaling';

import { AutoAttach } from '../autoattach';
import type { Dialogs } from '../dialogs';
import type { IAttachments } from '../tokens';
import { ClustersDouble } from './clusters';
import { METADATA, NotebookDouble } from './notebooks';
import { makeCluster, makeRef, makeSnapshot, settle } from './values';

describe('AutoAttach', () => {
  let clusters: ClustersDouble;
  let setting: unknown;
  let auto: AutoAttach;
  const attachment = {
    state: 'detached',
    isDisposed: false,
    recalled: Promise.resolve(),
    changed: new Signal<object, void>({}),
    attach: jest.fn()
  };
  const withdraw = jest.fn();
  const offerAttach = jest.fn<
    { dispose: () => void },
    [string, string, () => void]
  >();

  beforeEach(() => {
    attachment.attach.mockReset().mockResolvedValue(undefined);
    withdraw.mockReset();
    offerAttach.mockReset().mockReturnValue({ dispose: withdraw });
    Object.assign(attachment, {
      state: 'detached',
      isDisposed: false,
      recalled: Promise.resolve()
    });
    clusters = new ClustersDouble();
    setting = 'always';
    auto = new AutoAttach({
      clusters,
      attachments: { get: () => attachment } as unknown as IAttachments,
      settings: {
        get: () => ({ composite: setting, user: undefined })
      } as unknown as ISettingRegistry.ISettings,
      dialogs: { offerAttach } as unknown as Dialogs
    });
  });

  async function open(
    metadata: unknown = METADATA,
    notebook = new NotebookDouble(metadata)
  ): Promise<void> {
    auto.consider(notebook.panel);
    await settle();
  }

  function expectNothing(): void {
    expect(attachment.attach).not.toHaveBeenCalled();
    expect(offerAttach).not.toHaveBeenCalled();
  }

  describe('#consider()', () => {
    it('should do nothing when it shall never', async () => {
      setting = 'never';
      clusters.snapshot = null;
      await open();
      expectNothing();
      expect(clusters.refresh).not.toHaveBeenCalled();
    });

    it('should attach when it always shall', async () => {
      await open();
      expect(attachment.attach.mock.calls).toEqual([[makeRef()]]);
      expect(offerAttach).not.toHaveBeenCalled();
    });

    it.each(['ask', '', undefined])('should ask when told %p', async value => {
      setting = value;
      await open();
      expect(attachment.attach).not.toHaveBeenCalled();
      expect(offerAttach.mock.calls).toEqual([
        ['a.ipynb', 'demo', expect.any(Function)]
      ]);
      offerAttach.mock.calls[0]?.[2]();
      expect(attachment.attach.mock.calls).toEqual([[makeRef()]]);
    });

    it('should take the offer back when anything becomes of it', async () => {
      setting = 'ask';
      await open();
      expect(withdraw).not.toHaveBeenCalled();
      attachment.changed.emit();
      expect(withdraw).toHaveBeenCalled();
    });

    it('should offer nothing that the kernel already has', async () => {
      setting = 'ask';
      attachment.recalled = Promise.resolve().then(() => {
        attachment.state = 'attached';
      });
      await open();
      expectNothing();
    });

    it.each([{ state: 'attached' }, { isDisposed: true }])(
      'should not act on an old offer: %j',
      async change => {
        setting = 'ask';
        await open();
        Object.assign(attachment, change);
        offerAttach.mock.calls[0]?.[2]();
        expect(attachment.attach).not.toHaveBeenCalled();
      }
    );

    it('should do nothing when told what it does not know', async () => {
      setting = 'sometimes';
      await open();
      expectNothing();
    });

    it('should use our server’s words, not the notebook’s', async () => {
      await open({
        ...METADATA,
        cluster_name: '<b>evil</b>',
        project_id: 'other'
      });
      expect(attachment.attach.mock.calls).toEqual([[makeRef()]]);
    });

    it('should read the clusters first if nobody has', async () => {
      clusters.snapshot = null;
      clusters.refresh.mockImplementation(async () => {
        clusters.snapshot = makeSnapshot();
        return Promise.resolve();
      });
      await open();
      expect(attachment.attach).toHaveBeenCalledTimes(1);
    });

    it('should do nothing when the clusters cannot be read', async () => {
      clusters.snapshot = null;
      await open();
      expect(clusters.refresh).toHaveBeenCalledTimes(1);
      expectNothing();
    });

    it.each([
      ['of another Saturn', { base_url: 'https://evil.example/' }],
      ['that is not listed', { cluster_id: 'c9' }],
      ['whose id is no text', { cluster_id: ['c1'] }],
      ['whose id is odd', { cluster_id: '__proto__' }]
    ])('should ignore a cluster %s', async (_, change) => {
      await open({ ...METADATA, ...change });
      expectNothing();
    });

    it.each([undefined, null, 5, 'c1', [], {}])(
      'should ignore the metadata %j',
      async metadata => {
        clusters.snapshot = null;
        await open(null, new NotebookDouble(metadata));
        expectNothing();
        expect(clusters.refresh).not.toHaveBeenCalled();
      }
    );

    it.each(['stopped', 'pending', 'error', 'unknown', 'stopping'] as const)(
      'should leave a cluster alone that is %s',
      async status => {
        clusters.show({ clusters: [makeCluster({ status })] });
        await open();
        expectNothing();
        expect(clusters.act).not.toHaveBeenCalled();
      }
    );

    it.each(['attached', 'waiting', 'failed'])(
      'should leave a kernel alone that is %s',
      async state => {
        attachment.state = state;
        await open();
        expectNothing();
      }
    );

    it('should do nothing for a notebook without a kernel', async () => {
      await open(METADATA, new NotebookDouble(METADATA, null));
      expectNothing();
    });

    it('should do nothing for a notebook that was closed', async () => {
      const notebook = new NotebookDouble(METADATA);
      auto.consider(notebook.panel);
      notebook.isDisposed = true;
      await settle();
      expectNothing();
    });
  });
});
