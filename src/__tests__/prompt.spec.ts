import { DisposableDelegate } from '@lumino/disposable';

import { SignInPrompt } from '../signin/prompt';
import type { ConnectionStatus } from '../tokens';
import { ClustersDouble } from './clusters';
import { makeConnection, PROBLEM } from './values';

describe('SignInPrompt', () => {
  const takeBack = jest.fn();
  const ask = jest.fn(() => new DisposableDelegate(takeBack));
  let clusters: ClustersDouble;
  let prompt: SignInPrompt;

  beforeEach(() => {
    jest.clearAllMocks();
    clusters = new ClustersDouble();
    prompt = new SignInPrompt(clusters, ask);
  });

  function show(status: ConnectionStatus): void {
    const problem = status === 'ok' || status === 'starting' ? null : PROBLEM;
    clusters.show({ connection: makeConnection({ status, problem }) });
  }

  it.each(['refused', 'expired'] as const)('should ask once: %s', status => {
    show('ok');
    show(status);
    show(status);
    show('starting');
    show(status);
    expect(ask.mock.calls).toEqual([[PROBLEM]]);
    expect(takeBack).not.toHaveBeenCalled();
  });

  it('should take the question back when it is answered, and may ask again', () => {
    show('refused');
    show('ok');
    expect(takeBack).toHaveBeenCalledTimes(1);
    show('expired');
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it.each([
    'ok',
    'starting',
    'signed-out',
    'unreachable',
    'not-saturn'
  ] as const)('should not ask: %s', status => {
    show(status);
    expect(ask).not.toHaveBeenCalled();
  });

  it('should not ask for the token of the local Saturn', () => {
    const connection = makeConnection({ status: 'refused', problem: PROBLEM });
    const token = { ...connection.token, source: 'local' };
    clusters.show({ connection: { ...connection, token } });
    expect(ask).not.toHaveBeenCalled();
  });

  it('should ask no more once disposed of', () => {
    show('refused');
    prompt.dispose();
    prompt.dispose();
    expect(takeBack).toHaveBeenCalledTimes(1);
    show('ok');
    show('refused');
    expect(ask).toHaveBeenCalledTimes(1);
  });
});
