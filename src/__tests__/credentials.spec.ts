import { SaturnProblem } from '../problem';
import { Credentials } from '../signin/credentials';
import { makeAccount, makeNobody } from './accounts';
import { ClustersDouble } from './clusters';
import { BASE_URL, makeConnection, PROBLEM, settle, trans } from './values';

const OTHER = 'https://other.example/';

describe('Credentials', () => {
  let clusters: ClustersDouble;
  let model: Credentials;
  let changes: number;
  const api = {
    credentials: jest.fn(),
    signIn: jest.fn(),
    forget: jest.fn(),
    projects: jest.fn()
  };
  const useBaseUrl = jest.fn();

  beforeEach(() => {
    jest.resetAllMocks();
    api.credentials.mockResolvedValue(makeNobody());
    useBaseUrl.mockResolvedValue(undefined);
    clusters = new ClustersDouble();
    model = new Credentials({ api, clusters, useBaseUrl, trans });
    changes = 0;
    model.changed.connect(() => {
      changes += 1;
    });
  });

  afterEach(() => {
    model.dispose();
  });

  describe('#look()', () => {
    it('should read without a look, and not ask Saturn', async () => {
      await model.look();
      expect(model.account).toEqual(makeNobody());
      expect(clusters.refresh.mock.calls).toEqual([[{ look: false }]]);
      expect(clusters.recheck).not.toHaveBeenCalled();
      expect(changes).toBe(1);
    });

    it.each([
      [true, 0],
      [false, 1]
    ])(
      'should have an unread Saturn asked, local: %s',
      async (local, times) => {
        clusters.show({
          local,
          connection: makeConnection({ status: 'starting' })
        });
        await model.look();
        expect(clusters.recheck).toHaveBeenCalledTimes(times);
      }
    );

    it('should say when our server does not answer, until it does', async () => {
      api.credentials.mockRejectedValueOnce(new SaturnProblem(PROBLEM));
      await model.look();
      expect(model.problem).toMatchObject(PROBLEM);
      await model.look();
      expect(model.problem).toBeNull();
    });
  });

  describe('#enter()', () => {
    it('should pass the paste on, and go on as whom it is for', async () => {
      api.signIn.mockResolvedValue(makeAccount());
      api.credentials.mockResolvedValue(makeAccount());
      const entered = model.enter('export SATURN_TOKEN=x');
      expect(model.isVerifying).toBe(true);
      expect(await entered).toBe(true);
      expect(api.signIn.mock.calls).toEqual([
        ['export SATURN_TOKEN=x', undefined]
      ]);
      expect(model.isVerifying).toBe(false);
      expect(model.account?.user).toBe('ada');
      expect(useBaseUrl).not.toHaveBeenCalled();
      expect(clusters.recheck).toHaveBeenCalledTimes(1);
    });

    it.each([
      ['another one in use', {}],
      ['the local one in use', { local: true }]
    ])('should move to the Saturn of the paste, %s', async (_, values) => {
      clusters.show(values);
      api.signIn.mockResolvedValue(makeAccount({ base_url: OTHER }));
      expect(await model.enter('x', OTHER)).toBe(true);
      expect(api.signIn.mock.calls).toEqual([['x', OTHER]]);
      expect(useBaseUrl.mock.calls).toEqual([[OTHER]]);
    });

    it('should move from the local Saturn whatever its address', async () => {
      clusters.show({ local: true });
      api.signIn.mockResolvedValue(makeAccount({ base_url: BASE_URL }));
      await model.enter('x');
      expect(useBaseUrl.mock.calls).toEqual([[BASE_URL]]);
    });

    it('should say why not, keep nothing of the token, and begin anew', async () => {
      api.signIn.mockRejectedValueOnce(new SaturnProblem(PROBLEM));
      expect(await model.enter('canary-1234')).toBe(false);
      expect(model.problem).toMatchObject(PROBLEM);
      expect(model.isVerifying).toBe(false);
      expect(clusters.recheck).not.toHaveBeenCalled();
      const told = JSON.stringify([model.account, model.problem]);
      expect(told).not.toContain('canary-1234');
      api.signIn.mockResolvedValue(makeAccount());
      expect(await model.enter('y')).toBe(true);
      expect(model.problem).toBeNull();
    });

    it('should let go of a failed attempt', async () => {
      api.signIn.mockRejectedValueOnce(new SaturnProblem(PROBLEM));
      await model.enter('x');
      const before = changes;
      model.dismiss();
      expect(model.problem).toBeNull();
      expect(changes).toBe(before + 1);
      model.dismiss();
      expect(changes).toBe(before + 1);
    });

    it('should tell a kept token from one that was refused', async () => {
      api.signIn.mockResolvedValue(makeAccount({ base_url: OTHER }));
      useBaseUrl.mockRejectedValueOnce(new Error('The disk is full'));
      expect(await model.enter('x')).toBe(false);
      expect(model.problem).toMatchObject({
        code: 'not-followed',
        reason: 'The disk is full'
      });
      expect(model.account).toEqual(makeAccount({ base_url: OTHER }));
    });

    it('should not wait for the clusters', async () => {
      api.signIn.mockResolvedValue(makeAccount());
      clusters.recheck.mockReturnValue(new Promise(() => undefined));
      expect(await model.enter('x')).toBe(true);
    });

    it('should verify one at a time', async () => {
      api.signIn.mockReturnValue(new Promise(() => undefined));
      void model.enter('x');
      expect(await model.enter('y')).toBe(false);
      expect(api.signIn).toHaveBeenCalledTimes(1);
    });
  });

  describe('#forget()', () => {
    it('should forget, then read anew', async () => {
      api.forget.mockResolvedValue(makeNobody());
      await model.forget(OTHER);
      expect(api.forget.mock.calls).toEqual([[OTHER]]);
      expect(model.account).toEqual(makeNobody());
    });

    it('should reject when it fails', async () => {
      api.forget.mockRejectedValue(new SaturnProblem(PROBLEM));
      await expect(model.forget()).rejects.toMatchObject(PROBLEM);
    });
  });

  describe('#choose()', () => {
    it('should use another Saturn, and send no token', async () => {
      expect(await model.choose(OTHER)).toBeNull();
      expect(useBaseUrl.mock.calls).toEqual([[OTHER]]);
      expect(api.signIn).not.toHaveBeenCalled();
      expect(api.credentials).toHaveBeenCalled();
    });

    it('should say why not', async () => {
      useBaseUrl.mockRejectedValue(new SaturnProblem(PROBLEM));
      expect(await model.choose('x')).toMatchObject(PROBLEM);
      expect(clusters.refresh).not.toHaveBeenCalled();
    });
  });

  it('should list no projects where there is no answer', async () => {
    const project = { id: 'p', name: 'n', clusters: 1 };
    api.projects.mockResolvedValueOnce([project]);
    expect(await model.projects()).toEqual([]); // nobody is known to be signed in
    api.credentials.mockResolvedValue(makeAccount());
    await model.look();
    expect(await model.projects()).toEqual([project]);
    api.projects.mockRejectedValueOnce(new SaturnProblem(PROBLEM));
    expect(await model.projects()).toEqual([]);
  });

  describe('when the snapshot changes', () => {
    it('should read anew once for each Saturn, token and fate', async () => {
      for (const revision of [1, 2]) {
        clusters.show({ revision });
      }
      await settle();
      expect(api.credentials).toHaveBeenCalledTimes(1);
      clusters.show({ connection: makeConnection({ status: 'refused' }) });
      clusters.show({ connection: makeConnection({ base_url: OTHER }) });
      await settle();
      expect(api.credentials).toHaveBeenCalledTimes(3);
    });

    it('should keep what was said of an attempt, until it is another Saturn', async () => {
      clusters.show({});
      api.signIn.mockRejectedValueOnce(new SaturnProblem(PROBLEM));
      await model.enter('x');
      clusters.show({ connection: makeConnection({ status: 'unreachable' }) });
      expect(model.problem).not.toBeNull();
      clusters.show({ connection: makeConnection({ base_url: OTHER }) });
      expect(model.problem).toBeNull();
    });
  });

  it('should follow nothing once disposed of', async () => {
    model.dispose();
    model.dispose();
    clusters.show({ connection: makeConnection({ status: 'refused' }) });
    await settle();
    expect(api.credentials).not.toHaveBeenCalled();
  });
});
