import { ClusterCalls } from '../clustercalls';
import { SaturnProblem } from '../problem';
import type { IAttachment } from '../tokens';
import { ClustersDouble } from './clusters';
import { KernelDouble } from './kernel';
import {
  makeCluster,
  makeConnection,
  makeRef,
  PROBLEM,
  settle,
  trans
} from './values';

const SCALE = { saturn: 1, call: 'scale', cluster: 'c1', workers: 3 };

describe('ClusterCalls', () => {
  let clusters: ClustersDouble;
  let kernel: KernelDouble;
  let confirmStop: jest.Mock;
  let attachment: Partial<IAttachment> | null;

  beforeEach(() => {
    clusters = new ClustersDouble();
    kernel = new KernelDouble();
    confirmStop = jest.fn().mockResolvedValue(true);
    attachment = { state: 'attached', cluster: makeRef() };
    new ClusterCalls({
      attachments: { get: () => attachment as IAttachment | null },
      clusters,
      confirmStop,
      trans
    }).follow(kernel.connection);
  });

  async function answer(prompt: unknown): Promise<unknown> {
    kernel.askAside(prompt);
    await settle();
    expect(kernel.answers).toHaveLength(1);
    return JSON.parse(kernel.answers[0] ?? 'null') as unknown;
  }

  it('should hear a ping, whatever is attached', async () => {
    attachment = null;
    expect(await answer({ saturn: 1, call: 'ping' })).toEqual({ result: null });
  });

  it('should free the notebook in the same tick', () => {
    kernel.hasPendingInput = true;
    kernel.askAside(SCALE);
    expect(kernel.hasPendingInput).toBe(false);
  });

  it('should scale without a dialog', async () => {
    expect(await answer(SCALE)).toEqual({ result: null });
    expect(clusters.scale.mock.calls).toEqual([['c1', { workers: 3 }]]);
    expect(confirmStop).not.toHaveBeenCalled();
  });

  it('should adapt', async () => {
    const call = {
      saturn: 1,
      call: 'adapt',
      cluster: 'c1',
      minimum: 1,
      maximum: 4
    };
    expect(await answer(call)).toEqual({ result: null });
    expect(clusters.scale.mock.calls).toEqual([
      ['c1', { minimum: 1, maximum: 4 }]
    ]);
  });

  it('should answer with the words of a refusal of Saturn’s', async () => {
    clusters.scale.mockRejectedValue(new SaturnProblem(PROBLEM));
    expect(await answer(SCALE)).toEqual({
      error:
        'Saturn does not answer. The connection was refused. Check the address.'
    });
  });

  it('should say the state', async () => {
    clusters.refresh.mockImplementation(() => {
      clusters.show({ clusters: [makeCluster({ status: 'stopping' })] });
      return Promise.resolve();
    });
    expect(await answer({ ...SCALE, call: 'status' })).toEqual({
      result: 'stopping'
    });
  });

  it('should stop when the user agrees', async () => {
    expect(await answer({ ...SCALE, call: 'close' })).toEqual({ result: null });
    expect(confirmStop).toHaveBeenCalledWith(clusters.get('c1'));
    expect(clusters.act.mock.calls).toEqual([['c1', 'stop']]);
  });

  it('should not stop when the user does not agree', async () => {
    confirmStop.mockResolvedValue(false);
    expect(await answer({ ...SCALE, call: 'close' })).toEqual({
      refusal: 'You did not agree to stop the cluster.'
    });
    expect(clusters.act).not.toHaveBeenCalled();
  });

  it.each<[string, () => void]>([
    [
      'another cluster',
      () => (attachment = { state: 'attached', cluster: makeRef({ id: 'c2' }) })
    ],
    ['no attachment', () => (attachment = null)],
    [
      'a lost attachment',
      () => (attachment = { state: 'lost', cluster: makeRef() })
    ],
    [
      'another Saturn',
      () =>
        clusters.show({
          connection: makeConnection({ base_url: 'https://x/' })
        })
    ],
    ['a cluster that is gone', () => clusters.show({ clusters: [] })]
  ])('should refuse with %s', async (_, change) => {
    change();
    for (const call of ['scale', 'close', 'status']) {
      kernel.answers.length = 0;
      expect(await answer({ ...SCALE, call })).toEqual({
        refusal: 'The notebook is not attached to that cluster.'
      });
    }
    expect(clusters.scale).not.toHaveBeenCalled();
    expect(clusters.act).not.toHaveBeenCalled();
  });

  it.each([
    [{ ...SCALE, workers: 1.5 }],
    [{ ...SCALE, workers: '3' }],
    [{ ...SCALE, workers: null }],
    [{ ...SCALE, call: 'delete' }],
    [{ ...SCALE, call: 'adapt', minimum: 1 }]
  ])('should refuse %j', async call => {
    expect(await answer(call)).toEqual({
      refusal: 'The page does not know what is asked.'
    });
    expect(clusters.scale).not.toHaveBeenCalled();
  });

  it.each<[string, () => void]>([
    ['a question of somebody else', () => kernel.askAside('Password:')],
    ['other JSON', () => kernel.askAside({ call: 'ping' })],
    ['another message', () => kernel.askAside(SCALE, { msg_type: 'comm_msg' })],
    [
      'another channel',
      () => kernel.askAside(SCALE, { msg_type: 'input_request' }, 'iopub')
    ]
  ])('should leave %s alone', async (_, ask) => {
    kernel.hasPendingInput = true;
    ask();
    await settle();
    expect(kernel.answers).toEqual([]);
    expect(kernel.hasPendingInput).toBe(true);
  });

  it('should answer nobody once the connection is gone', async () => {
    kernel.askAside(SCALE);
    kernel.end();
    await settle();
    expect(kernel.answers).toEqual([]);
  });
});
