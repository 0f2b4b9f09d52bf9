import { Attachments } from '../attachments';
import type { IAttachment } from '../tokens';
import { ClustersDouble } from './clusters';
import { CERTIFICATE, KernelDouble, QUESTION } from './kernel';
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
  let sign: jest.Mock;

  beforeEach(() => {
    clusters = new ClustersDouble();
    sign = jest.fn().mockResolvedValue(CERTIFICATE);
    attachments = new Attachments({
      clusters,
      sign,
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
    it('K10 should return one attachment for all connections to a kernel', () => {
      const first = attachments.follow(new KernelDouble('k1').connection, 'a');
      const second = attachments.follow(new KernelDouble('k1').connection, 'b');
      const other = attachments.follow(new KernelDouble('k2').connection, 'c');
      expect(second).toBe(first);
      expect(other).not.toBe(first);
      expect(attachments.get('k1')).toBe(first);
      expect(attachments.get('k3')).toBeNull();
    });

    it('K10 should tell that one more document uses an attached kernel', async () => {
      await follow(new KernelDouble());
      const second = new KernelDouble().connection;
      attachments.follow(second, 'b');
      attachments.follow(second, 'b');
      expect(changes).toBe(1);
      attachments.follow(second, 'renamed');
      expect(changes).toBe(2);
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

  describe('#verify()', () => {
    it('U3 should ask the kernels that are attached, or the one that is meant', async () => {
      const [first, second] = [new KernelDouble('k1'), new KernelDouble('k2')];
      await follow(first);
      attachments.follow(second.connection, 'b');
      await settle();
      second.reply({ outcome: null, attached: null });
      await settle();
      const asked = (): number[] => [
        first.received.length,
        second.received.length
      ];
      expect(asked()).toEqual([1, 1]);
      attachments.verify();
      await settle();
      expect(asked()).toEqual([2, 1]);
      attachments.verify('k2');
      attachments.verify('k3');
      await settle();
      expect(asked()).toEqual([2, 2]);
    });

    it('C6 should be called when a cluster has restarted between two looks', async () => {
      const kernel = new KernelDouble();
      clusters.show({ clusters: [makeCluster({ since: 'then' })] });
      await follow(kernel);
      clusters.show({ clusters: [makeCluster({ since: 'then' })] });
      await settle();
      expect(kernel.received).toHaveLength(1);
      clusters.show({ clusters: [makeCluster({ since: 'now' })] });
      await settle();
      expect(kernel.received).toHaveLength(2);
    });
  });

  describe('#settled', () => {
    it('should name the kernel when it is attached and when it is not', async () => {
      const settled: string[] = [];
      attachments.settled.connect((_, id) => settled.push(id));
      const attachment = await follow(new KernelDouble('k7'));
      attachment.cancel();
      expect(settled).toEqual(['k7']);
      void attachment.detach();
      expect(settled).toEqual(['k7', 'k7']);
    });
  });

  describe('a switch to another Saturn', () => {
    it('K11 should have nothing signed there', async () => {
      const kernel = new KernelDouble();
      const attachment = await follow(kernel);
      const base_url = 'https://other.example/';
      clusters.show({ connection: makeConnection({ base_url }) });
      kernel.restart();
      await settle();
      kernel.comeBack();
      kernel.ask(QUESTION);
      await settle();
      expect(kernel.answers).toEqual(['{}']);
      expect(sign).not.toHaveBeenCalled();
      kernel.reply({ outcome: { code: 'refused' }, attached: null });
      await settle();
      expect(describeAttachment(attachment)).toEqual([
        'failed',
        'c1',
        'other-saturn'
      ]);
    });
  });

  describe('a disposed connection', () => {
    it('K12 should end the attachment if it was the last', async () => {
      const [first, second] = [new KernelDouble(), new KernelDouble()];
      const attachment = await follow(first);
      attachments.follow(second.connection, 'b');
      changes = 0;
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
