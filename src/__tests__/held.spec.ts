import { Attachments } from '../attachments';
import { heldMessage } from '../kernel/messages';
import type { IAttachment } from '../tokens';
import { ClustersDouble } from './clusters';
import { CERTIFICATE, KernelDouble } from './kernel';
import { makeCluster, makeRef, settle, trans } from './values';

describe('Attachments that are lost', () => {
  let clusters: ClustersDouble;
  let attachments: Attachments;

  beforeEach(() => {
    clusters = new ClustersDouble();
    attachments = new Attachments({
      clusters,
      sign: () => Promise.resolve(CERTIFICATE),
      variable: () => 'client',
      clusterVariable: () => 'cluster',
      trans
    });
  });

  afterEach(() => {
    attachments.dispose();
  });

  /** Follow a kernel that is attached already. */
  async function follow(kernel: KernelDouble): Promise<IAttachment> {
    const attachment = attachments.follow(kernel.connection, 'a.ipynb');
    await settle();
    const attached = { cluster: makeRef(), variable: 'client' };
    kernel.reply({ outcome: null, attached });
    await settle();
    return attachment;
  }

  it('should name what was lost, and ask for it once', async () => {
    const kernel = new KernelDouble();
    const attachment = await follow(kernel);
    kernel.received.length = 0;
    clusters.show({ clusters: [makeCluster({ status: 'stopped' })] });
    clusters.show({ clusters: [] });
    await settle();
    expect(kernel.received.map(f => f.content)).toEqual([heldMessage()]);
    kernel.reply({ held: ['df', '<b>', 'x'] });
    await settle();
    expect(attachment.problem?.reason).toContain('lost: df, x.');
    expect(kernel.received).toHaveLength(1);
  });

  it('should name nothing that is lost no more', async () => {
    const kernel = new KernelDouble();
    const attachment = await follow(kernel);
    clusters.show({ clusters: [makeCluster({ status: 'stopped' })] });
    await settle();
    const asked = kernel.last;
    void attachment.detach();
    kernel.reply({ held: ['df'] }, asked);
    await settle();
    expect(attachment.problem).toBe(null);
  });
});
