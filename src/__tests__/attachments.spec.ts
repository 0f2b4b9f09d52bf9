import { Attachments } from '../attachments';
import type { IAttachment } from '../tokens';
import { ClustersDouble } from './clusters';
import { KernelDouble } from './kernel';
import {
  describeAttachment,
  makeCluster,
  makeConnection,
  makeRef,
  PROBLEM,
  settle,
  trans
} from './values';

describe('Attachments', () => {
  let clusters: ClustersDouble;
  let attachments: Attachments;
  let changes: number;

  beforeEach(() => {
    clusters = new ClustersDouble();
    attachments = new Attachments({
      clusters,
      sign: jest.fn(),
      variable: () => 'client',
      clusterVariable: () => 'cluster',
      trans
    });
    changes = 0;
    attachments.changed.connect(() => {
      changes++;
    });
  });

  /** Follow a kernel that is attached already. */
  async function follow(
    kernel: KernelDouble,
    path = 'a.ipynb',
    ref = makeRef()
  ): Promise<IAttachment> {
    const attachment = attachments.follow(kernel.connection, path);
    await settle();
    kernel.reply({
      outcome: null,
      attached: { cluster: ref, variable: 'client' }
    });
    await settle();
    expect(attachment.state).toBe('attached');
    changes = 0;
    return attachment;
  }

  describe('#follow()', () => {
    it('should return one attachment for all connections to a kernel', () => {
      const first = attachments.follow(new KernelDouble('k1').connection, 'a');
      const second = attachments.follow(new KernelDouble('k1').connection, 'b');
      const other = attachments.follow(new KernelDouble('k2').connection, 'c');
      expect(second).toBe(first);
      expect(other).not.toBe(first);
      expect(attachments.get('k1')).toBe(first);
      expect(attachments.get('k3')).toBeNull();
    });

    it('should ask the kernel once for all of its connections', async () => {
      const [first, second] = [new KernelDouble(), new KernelDouble()];
      attachments.follow(first.connection, 'a');
      attachments.follow(first.connection, 'renamed');
      attachments.follow(second.connection, 'b');
      await settle();
      expect([first.received.length, second.received.length]).toEqual([1, 0]);
    });
  });

  describe('#active', () => {
    it('should leave out what is detached', () => {
      attachments.follow(new KernelDouble().connection, 'a');
      expect(attachments.active).toEqual([]);
    });

    it('should name all documents of the kernel, as they are called now', async () => {
      const kernel = new KernelDouble('k1');
      const attachment = await follow(kernel, 'old');
      attachments.follow(kernel.connection, 'new');
      attachments.follow(new KernelDouble('k1').connection, 'second');
      attachments.follow(new KernelDouble('k2').connection, 'other');
      expect(attachments.active).toEqual([
        { attachment, paths: ['new', 'second'] }
      ]);
    });
  });

  describe('#changed', () => {
    it('should tell of any attachment', async () => {
      await follow(new KernelDouble('k1'));
      const second = await follow(new KernelDouble('k2'));
      void second.detach();
      expect(changes).toBe(1);
    });

    it.each(['stopped', 'error'] as const)(
      'should lose a kernel whose cluster is %s',
      async status => {
        const attachment = await follow(new KernelDouble());
        clusters.show({ clusters: [makeCluster({ status })] });
        expect(describeAttachment(attachment)).toEqual([
          'lost',
          'c1',
          'stopped'
        ]);
        expect(changes).toBe(1);
      }
    );

    it.each(['pending', 'stopping'] as const)(
      'should lose a kernel whose cluster is %s: a restart ends the client',
      async status => {
        const attachment = await follow(new KernelDouble());
        clusters.show({ clusters: [makeCluster({ status })] });
        expect(describeAttachment(attachment)).toEqual([
          'lost',
          'c1',
          'stopped'
        ]);
      }
    );

    it('should lose a kernel whose cluster was deleted', async () => {
      const attachment = await follow(new KernelDouble());
      clusters.show({ clusters: [] });
      expect(describeAttachment(attachment)).toEqual(['lost', 'c1', 'deleted']);
    });

    it.each(['running', 'unknown'] as const)(
      'should keep a kernel whose cluster is %s',
      async status => {
        const attachment = await follow(new KernelDouble());
        clusters.show({ clusters: [makeCluster({ status })] });
        expect(attachment.state).toBe('attached');
      }
    );

    it.each([
      ['stale', { stale_since: '2026-01-01T00:00:00Z' }],
      [
        'of another Saturn',
        { connection: makeConnection({ base_url: 'https://other.example/' }) }
      ],
      ['signed out', { connection: makeConnection({ status: 'signed-out' }) }],
      ['starting', { connection: makeConnection({ status: 'starting' }) }]
    ])('should believe no snapshot that is %s', async (_, values) => {
      const attachment = await follow(new KernelDouble());
      clusters.show({ clusters: [], ...values });
      expect(attachment.state).toBe('attached');
    });

    it('should believe no snapshot while our server is silent', async () => {
      const attachment = await follow(new KernelDouble());
      clusters.problem = PROBLEM;
      clusters.show({ clusters: [] });
      clusters.snapshot = null;
      clusters.problem = null;
      clusters.changed.emit();
      expect(attachment.state).toBe('attached');
    });

    it('should leave other clusters’ kernels alone', async () => {
      const first = await follow(new KernelDouble('k1'));
      const second = await follow(
        new KernelDouble('k2'),
        'b',
        makeRef({ id: 'c2' })
      );
      clusters.show({ clusters: [makeCluster({ id: 'c2' })] });
      expect([first.state, second.state]).toEqual(['lost', 'attached']);
    });
  });

  describe('a disposed connection', () => {
    it('should end the attachment if it was the last', async () => {
      const [first, second] = [new KernelDouble(), new KernelDouble()];
      const attachment = await follow(first);
      attachments.follow(second.connection, 'b');
      first.end();
      expect(attachments.get('k1')).toBe(attachment);
      expect(attachments.active).toEqual([{ attachment, paths: ['b'] }]);
      second.end();
      expect(attachments.get('k1')).toBeNull();
      expect(attachments.active).toEqual([]);
      expect(attachment.isDisposed).toBe(true);
      expect(changes).toBe(1);
    });

    it('should be followed anew', async () => {
      const before = await follow(new KernelDouble());
      const kernel = new KernelDouble();
      attachments.follow(kernel.connection, 'b');
      kernel.end();
      expect(before.isDisposed).toBe(false);
    });
  });

  describe('#dispose()', () => {
    it('should end all attachments, and be harmless twice', async () => {
      const kernel = new KernelDouble();
      const attachment = await follow(kernel);
      attachments.dispose();
      attachments.dispose();
      expect(attachment.isDisposed).toBe(true);
      expect(attachments.active).toEqual([]);
      clusters.show({ clusters: [] });
      kernel.restart();
      kernel.end();
      expect(changes).toBe(0);
    });
  });
});
