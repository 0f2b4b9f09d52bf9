import { Handshake } from '../handshake';
import { attachMessage } from '../kernel/messages';
import { SaturnProblem } from '../problem';
import { CERTIFICATE, KernelDouble, QUESTION } from './kernel';
import { makeRef, PROBLEM, settle, trans } from './values';

describe('Handshake', () => {
  let kernel: KernelDouble;
  let sign: jest.Mock;
  let started: jest.Mock;
  let handshake: Handshake;

  beforeEach(() => {
    jest.useFakeTimers(); // what is never answered leaves no timer behind
    kernel = new KernelDouble();
    sign = jest.fn().mockResolvedValue(CERTIFICATE);
    started = jest.fn();
    handshake = new Handshake({
      cluster: makeRef(),
      variable: 'client',
      clusterVariable: 'cluster',
      isForced: false,
      sign,
      onStarted: started,
      trans
    });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  describe('#run()', () => {
    it('should send the attach message at once, and nothing else', () => {
      kernel.status = 'busy';
      void handshake.run(kernel.connection);
      expect(kernel.received.map(future => future.content)).toEqual([
        attachMessage(makeRef(), 'client', 'cluster')
      ]);
    });

    it('should answer the question with the certificate', async () => {
      void handshake.run(kernel.connection);
      kernel.ask(QUESTION);
      await settle();
      expect(sign).toHaveBeenCalledTimes(1);
      expect(sign).toHaveBeenCalledWith(
        makeRef(),
        QUESTION,
        expect.any(AbortSignal)
      );
      expect(kernel.answers).toEqual([JSON.stringify(CERTIFICATE)]);
    });

    it('should free the notebook in the same tick and return no promise', () => {
      jest.useFakeTimers();
      sign.mockReturnValue(new Promise(() => undefined));
      void handshake.run(kernel.connection);
      expect(kernel.ask(QUESTION)).toBeUndefined();
      expect(kernel.hasPendingInput).toBe(false);
    });

    it('should leave what is no input request unanswered', async () => {
      void handshake.run(kernel.connection);
      kernel.last.onStdin({
        header: { msg_type: 'other' },
        content: { prompt: JSON.stringify(QUESTION) }
      } as never);
      await settle();
      expect(kernel.answers).toEqual([]);
      expect(sign).not.toHaveBeenCalled();
    });

    it.each(['Name: ', '{"csr": 5, "versions": {}}', '[]', 'null'])(
      'should refuse the question %j',
      async prompt => {
        void handshake.run(kernel.connection);
        kernel.ask(prompt);
        await settle();
        expect(kernel.answers).toEqual(['{}']);
        expect(sign).not.toHaveBeenCalled();
      }
    );

    it('should tell the kernel of a refusal, and its caller why', async () => {
      sign.mockRejectedValue(new SaturnProblem(PROBLEM));
      const result = handshake.run(kernel.connection);
      kernel.ask(QUESTION);
      await settle();
      expect(kernel.answers).toEqual(['{}']);
      kernel.reply({ outcome: { code: 'refused' }, attached: null });
      expect((await result).refusal).toMatchObject(PROBLEM);
      expect((await result).report?.outcome?.code).toBe('refused');
    });

    it('should give up on a certificate after 18 seconds', async () => {
      jest.useFakeTimers();
      sign.mockImplementation(
        (id: string, csr: string, signal: AbortSignal) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(new Error('late')));
          })
      );
      const result = handshake.run(kernel.connection);
      kernel.ask(QUESTION);
      await jest.advanceTimersByTimeAsync(17_999);
      expect(kernel.answers).toEqual([]);
      await jest.advanceTimersByTimeAsync(1);
      expect(kernel.answers).toEqual(['{}']);
      kernel.reply({ outcome: { code: 'refused' }, attached: null });
      expect((await result).refusal?.code).toBe('no-answer');
    });

    it('should give up on a reply that was lost', async () => {
      jest.useFakeTimers();
      const result = handshake.run(kernel.connection);
      kernel.begin();
      await jest.advanceTimersByTimeAsync(65_000);
      expect(await result).toEqual({
        report: null,
        refusal: null,
        comparison: []
      });
    });

    it('should leave no timer behind', async () => {
      jest.useFakeTimers();
      void handshake.run(kernel.connection);
      kernel.ask(QUESTION);
      await settle();
      expect(jest.getTimerCount()).toBe(0);
    });

    it('should say when the kernel has come to the message', () => {
      void handshake.run(kernel.connection);
      kernel.last.onIOPub({ header: { msg_type: 'stream' } } as never);
      expect(started).not.toHaveBeenCalled();
      kernel.begin();
      expect(started).toHaveBeenCalledTimes(1);
    });

    it('should send nothing to a dead kernel', async () => {
      kernel.status = 'dead';
      expect(await handshake.run(kernel.connection)).toEqual({
        report: null,
        refusal: null,
        comparison: []
      });
      expect(kernel.received).toEqual([]);
    });

    it('should not answer through a disposed connection', async () => {
      void handshake.run(kernel.connection);
      kernel.ask(QUESTION);
      kernel.end();
      await settle();
      expect(sign).toHaveBeenCalledTimes(1);
      expect(kernel.answers).toEqual([]);
    });

    it('should end without a report when the message is cancelled', async () => {
      const result = handshake.run(kernel.connection);
      kernel.restart();
      expect(await result).toEqual({
        report: null,
        refusal: null,
        comparison: []
      });
    });
  });

  describe('#cancel()', () => {
    it('should refuse a question that comes later, and sign nothing', async () => {
      void handshake.run(kernel.connection);
      handshake.cancel();
      kernel.begin();
      kernel.ask(QUESTION);
      await settle();
      expect(kernel.answers).toEqual(['{}']);
      expect(sign).not.toHaveBeenCalled();
      expect(started).not.toHaveBeenCalled();
    });

    it('should refuse a question whose certificate is under way', async () => {
      let give: (certificate: unknown) => void = () => undefined;
      sign.mockReturnValue(new Promise(resolve => (give = resolve)));
      void handshake.run(kernel.connection);
      kernel.ask(QUESTION);
      handshake.cancel();
      const signal = (sign.mock.calls as unknown[][])[0]?.[2];
      expect(signal).toMatchObject({ aborted: true });
      give(CERTIFICATE);
      await settle();
      expect(kernel.answers).toEqual(['{}']);
    });
  });
});
