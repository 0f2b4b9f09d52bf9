/* eslint max-lines: "off" -- One spec for each source file; this one has many states. */
import { Attachment } from '../attachment';
import { detachMessage, reportMessage } from '../kernel/messages';
import { CERTIFICATE, INFO, KernelDouble, QUESTION } from './kernel';
import {
  describeAttachment as describeState,
  makeRef,
  settle,
  trans
} from './values';

const ATTACHED = {
  outcome: { code: 'attached' },
  attached: { cluster: makeRef(), variable: 'client' }
};

describe('Attachment', () => {
  let kernel: KernelDouble;
  let sign: jest.Mock;
  let attachment: Attachment;
  let states: string[];

  beforeEach(async () => {
    jest.useFakeTimers(); // what is never answered leaves no timer behind
    kernel = new KernelDouble();
    sign = jest.fn().mockResolvedValue(CERTIFICATE);
    attachment = make();
    states = [];
    attachment.changed.connect(() => {
      states.push(attachment.state);
    });
    await use(kernel);
  });

  afterEach(() => {
    attachment.dispose();
    jest.useRealTimers();
  });

  function make(variable = 'client'): Attachment {
    return new Attachment({
      sign,
      variable: () => variable,
      clusterVariable: () => 'cluster',
      trans
    });
  }

  /** Use a kernel that was never attached. */
  async function use(double: KernelDouble): Promise<void> {
    attachment.use(double.connection);
    await settle();
    double.received.splice(0).forEach(future => double.reply({}, future));
    await settle();
  }

  async function attach(): Promise<void> {
    const done = attachment.attach(makeRef());
    await settle();
    kernel.begin();
    kernel.ask(QUESTION);
    await settle();
    kernel.reply(ATTACHED);
    await done;
    kernel.received.length = 0;
    kernel.answers.length = 0;
    states.length = 0;
  }

  describe('#use()', () => {
    it('should ask a kernel what it is attached to', async () => {
      const other = new KernelDouble();
      const recalled = make('x');
      recalled.use(other.connection);
      await settle();
      expect(other.received.map(f => f.content)).toEqual([reportMessage()]);
      other.reply({
        outcome: null,
        attached: { cluster: makeRef({ id: 'c9' }), variable: 'mine' }
      });
      await settle();
      expect(describeState(recalled)).toEqual(['attached', 'c9', null]);
      expect(recalled.variable).toBe('mine');
    });

    it('should not let that answer undo an attach', async () => {
      const other = new KernelDouble();
      const recalled = make('x');
      recalled.use(other.connection);
      await settle();
      const asked = other.last;
      void recalled.attach(makeRef());
      other.reply(
        {
          outcome: null,
          attached: { cluster: makeRef({ id: 'c9' }), variable: 'mine' }
        },
        asked
      );
      await settle();
      expect(describeState(recalled)).toEqual(['waiting', 'c1', null]);
    });

    it('should ask once, and not at a second connection', async () => {
      attachment.use(kernel.connection);
      const second = new KernelDouble();
      attachment.use(second.connection);
      await settle();
      expect([...kernel.received, ...second.received]).toEqual([]);
    });

    it('K6 should ask nothing of a kernel that does not speak Python', async () => {
      const other = new KernelDouble();
      other.info = Promise.resolve({
        ...INFO,
        language_info: { name: 'julia', version: '1.9' }
      });
      const recalled = make('x');
      recalled.use(other.connection);
      await settle();
      expect(other.received).toEqual([]);
      recalled.dispose();
    });
  });

  describe('#attach()', () => {
    it('should go from waiting to connecting to attached', async () => {
      const done = attachment.attach(makeRef());
      expect(attachment.state).toBe('waiting');
      await settle();
      expect(kernel.received).toHaveLength(1);
      kernel.begin();
      expect(attachment.state).toBe('connecting');
      kernel.ask(QUESTION);
      await settle();
      kernel.reply(ATTACHED);
      await done;
      expect(describeState(attachment)).toEqual(['attached', 'c1', null]);
      expect(states).toEqual(['waiting', 'connecting', 'attached']);
      expect(kernel.received).toHaveLength(1);
    });

    it.each(['busy', 'unknown', 'starting', 'restarting'] as const)(
      'should not wait for a kernel that is %s',
      async status => {
        kernel.status = status;
        void attachment.attach(makeRef());
        await settle();
        expect(kernel.received).toHaveLength(1);
      }
    );

    it('should fail with the kernel’s outcome', async () => {
      const done = attachment.attach(makeRef());
      await settle();
      kernel.reply({
        outcome: { code: 'name-taken', name: 'client' },
        attached: null
      });
      await done;
      expect(describeState(attachment)).toEqual(['failed', 'c1', 'name-taken']);
      expect(attachment.problem?.title).toContain('client');
    });

    it('should keep the cluster that the kernel is still attached to', async () => {
      const done = attachment.attach(makeRef());
      await settle();
      kernel.reply({
        outcome: { code: 'refused' },
        attached: { cluster: makeRef({ id: 'c9' }), variable: 'theirs' }
      });
      await done;
      expect(describeState(attachment)).toEqual(['attached', 'c9', 'refused']);
      expect(attachment.variable).toBe('theirs');
    });

    it('K16 should ask the kernel when its reply was lost', async () => {
      const done = attachment.attach(makeRef());
      await settle();
      kernel.last.dispose();
      await done;
      expect(attachment.state).toBe('failed');
      await settle();
      expect(kernel.last.content.code).toBe('');
      kernel.reply({
        outcome: { code: 'attached' },
        attached: { cluster: makeRef(), variable: 'client' }
      });
      await settle();
      expect(describeState(attachment)).toEqual(['attached', 'c1', null]);
    });

    it('should fail with the reason of the refusal', async () => {
      sign.mockRejectedValue(new Error('Saturn said no'));
      const done = attachment.attach(makeRef());
      await settle();
      kernel.ask(QUESTION);
      await settle();
      kernel.reply({ outcome: { code: 'refused' }, attached: null });
      await done;
      expect(attachment.state).toBe('failed');
      expect(attachment.problem?.reason).toBe('Saturn said no');
    });

    it('K6 should send nothing to a kernel that is not Python', async () => {
      kernel.info = Promise.resolve({
        ...INFO,
        language_info: { name: 'R', version: '1.9' }
      });
      await attachment.attach(makeRef());
      expect(describeState(attachment)).toEqual(['failed', 'c1', 'not-python']);
      expect(kernel.received).toEqual([]);
    });

    it('K1 should fail when the kernel does not say its language', async () => {
      jest.useFakeTimers();
      kernel.info = new Promise(() => undefined);
      void attachment.attach(makeRef());
      await jest.advanceTimersByTimeAsync(29_999);
      expect(attachment.state).toBe('waiting');
      await jest.advanceTimersByTimeAsync(1);
      expect(describeState(attachment)).toEqual(['failed', 'c1', 'no-kernel']);
      expect(kernel.received).toEqual([]);
    });

    it('K3 should say that it waits for the running cell', async () => {
      kernel.status = 'busy';
      void attachment.attach(makeRef());
      expect(attachment.isBehindCell).toBe(true);
      await settle();
      const sent = kernel.last;
      await jest.advanceTimersByTimeAsync(30 * 60_000);
      expect([attachment.state, attachment.isBehindCell]).toEqual([
        'waiting',
        true
      ]);
      states.length = 0;
      kernel.setStatus('idle');
      expect(attachment.isBehindCell).toBe(false);
      expect(states).toEqual(['waiting']);
      kernel.begin(sent);
      expect(attachment.state).toBe('connecting');
    });

    it('K3 should send again what was thrown away with a failed cell', async () => {
      kernel.status = 'busy';
      const done = attachment.attach(makeRef());
      await settle();
      kernel.abort();
      await settle();
      expect(attachment.state).toBe('waiting');
      expect(kernel.received).toHaveLength(2);
      kernel.reply(ATTACHED);
      await done;
      expect(describeState(attachment)).toEqual(['attached', 'c1', null]);
    });

    it('K3 should not send again what was cancelled, nor for ever', async () => {
      void attachment.attach(makeRef());
      await settle();
      attachment.cancel();
      kernel.abort();
      await settle();
      expect(kernel.received).toHaveLength(1);
      const done = attachment.attach(makeRef());
      for (let turn = 0; turn < 6; turn++) {
        await settle();
        kernel.abort();
      }
      await done;
      expect(attachment.state).toBe('failed');
    });

    it('K3 should give up on a kernel that does not come to it', async () => {
      void attachment.attach(makeRef());
      await settle();
      await jest.advanceTimersByTimeAsync(120_000);
      expect(describeState(attachment)).toEqual(['failed', 'c1', 'no-kernel']);
      kernel.ask(QUESTION, kernel.received[0]);
      await settle();
      expect(kernel.answers).toEqual(['{}']); // late, it has no effect
      expect(sign).not.toHaveBeenCalled();
    });

    it('K3 should give up on a cell that runs for ever', async () => {
      kernel.status = 'busy';
      void attachment.attach(makeRef());
      await jest.advanceTimersByTimeAsync(3_600_000);
      expect(describeState(attachment)).toEqual(['failed', 'c1', 'no-kernel']);
    });

    it('should fail without a kernel', async () => {
      attachment.leave(kernel.connection);
      await attachment.attach(makeRef());
      expect(describeState(attachment)).toEqual([
        'failed',
        'c1',
        'kernel-died'
      ]);
      expect(kernel.received).toEqual([]);
    });

    it('should never reject, whatever the kernel replies', async () => {
      const done = attachment.attach(makeRef());
      await settle();
      kernel.reply({ outcome: 5, attached: { cluster: null } });
      await expect(done).resolves.toBeUndefined();
      expect(attachment.state).toBe('failed');
    });

    it('should replace an attach that is under way', async () => {
      void attachment.attach(makeRef());
      await settle();
      const first = kernel.last;
      const done = attachment.attach(makeRef({ id: 'c2' }));
      await settle();
      kernel.ask(QUESTION, first);
      await settle();
      expect(kernel.answers).toEqual(['{}']);
      kernel.reply({ outcome: { code: 'refused' }, attached: null }, first);
      await settle();
      expect(attachment.state).toBe('waiting');
      kernel.reply({
        outcome: { code: 'attached' },
        attached: { cluster: makeRef({ id: 'c2' }), variable: 'client' }
      });
      await done;
      expect(describeState(attachment)).toEqual(['attached', 'c2', null]);
    });
  });

  describe('#detach()', () => {
    it('should have the kernel close its client', async () => {
      await attach();
      const done = attachment.detach();
      expect(describeState(attachment)).toEqual(['detached', null, null]);
      expect(kernel.received.map(f => f.content)).toEqual([detachMessage()]);
      kernel.reply({ outcome: { code: 'detached' }, attached: null });
      await done;
      expect(states).toEqual(['detached']);
    });

    it('should close the client although a cell failed meanwhile', async () => {
      await attach();
      const done = attachment.detach();
      kernel.abort();
      await settle();
      expect(kernel.received.map(f => f.content)).toEqual([
        detachMessage(),
        detachMessage()
      ]);
      kernel.reply({ outcome: { code: 'detached' }, attached: null });
      await done;
    });

    it('should not reject when the kernel restarts meanwhile', async () => {
      await attach();
      const done = attachment.detach();
      kernel.restart();
      await expect(done).resolves.toBeUndefined();
    });
  });

  describe('#cancel()', () => {
    it('K3 should refuse the kernel’s question after a cancel', async () => {
      void attachment.attach(makeRef());
      await settle();
      attachment.cancel();
      expect(describeState(attachment)).toEqual(['detached', null, null]);
      kernel.begin();
      kernel.ask(QUESTION);
      await settle();
      expect(kernel.answers).toEqual(['{}']);
      kernel.reply({ outcome: { code: 'refused' }, attached: null });
      await settle();
      expect(attachment.state).toBe('detached');
      expect(kernel.received).toHaveLength(1);
    });

    it('should detach again what comes too late', async () => {
      void attachment.attach(makeRef());
      await settle();
      kernel.ask(QUESTION);
      await settle();
      attachment.cancel();
      kernel.reply(ATTACHED);
      await settle();
      expect(attachment.state).toBe('detached');
      expect(kernel.received).toHaveLength(2);
      expect(kernel.last.content).toEqual(detachMessage());
    });

    it('should send nothing when it comes before the message', async () => {
      void attachment.attach(makeRef());
      attachment.cancel();
      await settle();
      expect(kernel.received).toEqual([]);
    });

    it('should leave an attached kernel alone', async () => {
      await attach();
      attachment.cancel();
      expect(attachment.state).toBe('attached');
    });
  });

  describe('#lose()', () => {
    it.each(['stopped', 'deleted'] as const)('should say %s', async code => {
      await attach();
      attachment.lose(code);
      expect(describeState(attachment)).toEqual(['lost', 'c1', code]);
    });

    it('should concern attached kernels only', () => {
      void attachment.attach(makeRef());
      attachment.lose('stopped');
      expect(attachment.state).toBe('waiting');
    });
  });

  describe('#dispose()', () => {
    it('should be harmless twice', () => {
      attachment.dispose();
      attachment.dispose();
      expect(attachment.isDisposed).toBe(true);
    });

    it('should end everything', async () => {
      void attachment.attach(makeRef());
      await settle();
      attachment.dispose();
      kernel.begin();
      kernel.ask(QUESTION);
      await settle();
      kernel.reply(ATTACHED);
      kernel.restart();
      kernel.comeBack();
      await attachment.attach(makeRef());
      await settle();
      expect(kernel.answers).toEqual(['{}']);
      expect(kernel.received).toHaveLength(1);
      expect(states).toEqual(['waiting']);
      expect(describeState(attachment)).toEqual(['waiting', 'c1', null]);
    });
  });

  describe('#changed', () => {
    beforeEach(attach);

    it('should renew the attachment first in the new queue', async () => {
      kernel.restart();
      // Whoever sends next, in the very same turn, comes after us.
      const user = Promise.resolve().then(() =>
        kernel.requestExecute({ code: 'client.submit' })
      );
      await user;
      expect(kernel.received).toEqual([]);
      kernel.comeBack();
      expect(kernel.received.map(f => f.content.silent ?? false)).toEqual([
        true,
        false
      ]);
      const renewal = kernel.received[0];
      kernel.begin(renewal);
      kernel.ask(QUESTION, renewal);
      await settle();
      kernel.reply(ATTACHED, renewal);
      await settle();
      expect(states).toEqual(['waiting', 'connecting', 'attached']);
      expect(kernel.received).toHaveLength(2);
    });

    it('should send the message after the queue was emptied', async () => {
      kernel.restart();
      await settle();
      kernel.comeBack();
      expect(kernel.received).toHaveLength(1);
      kernel.reply(ATTACHED);
      await settle();
      expect(describeState(attachment)).toEqual(['attached', 'c1', null]);
    });

    it('K4 should renew an attach that was under way', async () => {
      const done = attachment.attach(makeRef({ id: 'c2' }));
      await settle();
      kernel.received.length = 0;
      kernel.restart();
      await done;
      await settle();
      kernel.comeBack();
      expect(describeState(attachment)).toEqual(['waiting', 'c2', null]);
      expect(kernel.received).toHaveLength(1);
    });

    it('should renew once after the server restarted a dead kernel', async () => {
      kernel.autorestart();
      await settle();
      kernel.comeBack();
      await settle();
      expect(describeState(attachment)).toEqual(['waiting', 'c1', null]);
      expect(kernel.received).toHaveLength(1);
      kernel.reply(ATTACHED);
      await settle();
      expect(attachment.state).toBe('attached');
    });

    it('should renew for all pages’ connections to that kernel', async () => {
      const second = new KernelDouble();
      attachment.use(second.connection);
      kernel.autorestart();
      await settle();
      second.autorestart();
      await settle();
      second.comeBack();
      second.reply(ATTACHED);
      await settle();
      expect(attachment.state).toBe('attached');
    });

    it('K2 should fail when the kernel died of the attach', async () => {
      const done = attachment.attach(makeRef());
      await settle();
      kernel.begin();
      kernel.received.length = 0;
      kernel.autorestart();
      await done;
      await settle();
      kernel.comeBack();
      await settle();
      expect(describeState(attachment)).toEqual([
        'failed',
        'c1',
        'kernel-died'
      ]);
      expect(kernel.received).toEqual([]);
    });

    it('should not renew for ever a kernel that dies of it', async () => {
      kernel.autorestart();
      await settle();
      kernel.comeBack();
      kernel.begin();
      kernel.autorestart();
      await settle();
      expect(describeState(attachment)).toEqual([
        'failed',
        'c1',
        'kernel-died'
      ]);
    });

    it('should renew after a restart from another page', async () => {
      kernel.setStatus('starting');
      await settle();
      expect(attachment.state).toBe('waiting');
      expect(kernel.received).toHaveLength(1);
    });

    it('should be lost with the kernel', async () => {
      kernel.die();
      await settle();
      expect(describeState(attachment)).toEqual(['lost', 'c1', 'kernel-died']);
    });

    it.each(['idle', 'busy', 'unknown', 'terminating'] as const)(
      'should not mind a kernel that is %s',
      async status => {
        kernel.setStatus(status);
        await settle();
        expect(states).toEqual([]);
        expect(kernel.received).toEqual([]);
      }
    );

    it('should leave a detached kernel alone', async () => {
      void attachment.detach();
      kernel.received.length = 0;
      kernel.restart();
      await settle();
      kernel.comeBack();
      expect(kernel.received).toEqual([]);
    });

    it('should forget what has failed in the kernel before', async () => {
      const done = attachment.attach(makeRef());
      await settle();
      kernel.reply({ outcome: { code: 'name-taken' }, attached: null });
      await done;
      kernel.received.length = 0;
      kernel.restart();
      await settle();
      kernel.comeBack();
      expect(describeState(attachment)).toEqual(['detached', null, null]);
      expect(kernel.received).toEqual([]);
    });

    it('should try again what was lost', async () => {
      attachment.lose('stopped');
      kernel.received.length = 0;
      kernel.restart();
      await settle();
      kernel.comeBack();
      expect(attachment.state).toBe('waiting');
      expect(kernel.received).toHaveLength(1);
    });

    it('should renew an attach when another page restarts the kernel', async () => {
      void attachment.attach(makeRef());
      await settle();
      kernel.begin();
      expect(attachment.state).toBe('connecting');
      kernel.received.length = 0;
      kernel.setStatus('starting');
      await settle();
      expect(attachment.state).toBe('waiting');
      expect(kernel.received).toHaveLength(1);
    });

    it.each([
      ['is gone', { outcome: { code: 'attached' }, attached: null }, 'lost'],
      [
        'was detached',
        { outcome: { code: 'detached' }, attached: null },
        'detached'
      ],
      ['is there', ATTACHED, 'attached']
    ])(
      'C6 should find out after a cell that its client %s',
      async (_, report, state) => {
        await jest.advanceTimersByTimeAsync(10_000);
        kernel.runCell();
        await settle();
        expect(kernel.received.map(f => f.content)).toEqual([reportMessage()]);
        kernel.reply(report);
        await settle();
        expect(attachment.state).toBe(state);
        expect(attachment.problem?.code).toBe(
          state === 'lost' ? 'ended' : undefined
        );
      }
    );

    it('should learn nothing from a question that was thrown away', async () => {
      attachment.verify();
      await settle();
      kernel.abort();
      await settle();
      expect(kernel.received).toHaveLength(2);
      expect(attachment.state).toBe('attached');
      kernel.reply(ATTACHED);
      await settle();
      expect(states).toEqual([]);
    });

    it('should not ask after each of many cells', async () => {
      await jest.advanceTimersByTimeAsync(10_000);
      kernel.runCell();
      await settle();
      kernel.runCell(); // the answer is still awaited
      kernel.reply(ATTACHED);
      await settle();
      kernel.runCell(); // and now it is fresh
      await settle();
      expect(kernel.received).toHaveLength(1);
      await jest.advanceTimersByTimeAsync(10_000);
      kernel.runCell();
      await settle();
      expect(kernel.received).toHaveLength(2);
    });

    it('should ask nothing when silent messages have run', async () => {
      await jest.advanceTimersByTimeAsync(10_000);
      kernel.runCell(true);
      await settle();
      expect(kernel.received).toEqual([]);
    });

    it('C7 should ask again while the client looks for its scheduler', async () => {
      attachment.verify();
      await settle();
      const looking = { ...ATTACHED.attached, is_reconnecting: true };
      kernel.reply({ ...ATTACHED, attached: looking });
      await settle();
      expect(attachment.state).toBe('attached');
      await jest.advanceTimersByTimeAsync(12_000);
      expect(kernel.received).toHaveLength(2);
      kernel.reply({ ...ATTACHED, attached: null });
      await settle();
      expect(describeState(attachment)).toEqual(['lost', 'c1', 'ended']);
      await jest.advanceTimersByTimeAsync(60_000);
      expect(kernel.received).toHaveLength(2);
    });

    it('C7 should not take a client that looks for its scheduler for found', async () => {
      attachment.lose('stopped');
      attachment.verify();
      await settle();
      const looking = { ...ATTACHED.attached, is_reconnecting: true };
      kernel.reply({ ...ATTACHED, attached: looking });
      await settle();
      expect(describeState(attachment)).toEqual(['lost', 'c1', 'stopped']);
    });

    it('U2 should find what another page has attached', async () => {
      void attachment.detach();
      kernel.received.length = 0;
      attachment.verify();
      await settle();
      kernel.reply(ATTACHED);
      await settle();
      expect(describeState(attachment)).toEqual(['attached', 'c1', null]);
      states.length = 0;
      attachment.verify();
      await settle();
      kernel.reply(ATTACHED);
      await settle();
      expect(states).toEqual([]); // else two pages would tell each other for ever
    });

    it('K16 should end an attach whose reply was lost with the connection', async () => {
      const done = attachment.attach(makeRef({ id: 'c2' }));
      await settle();
      kernel.begin();
      kernel.received.length = 0;
      kernel.connectionStatusChanged.emit('connected');
      await settle();
      expect(kernel.received.map(f => f.content)).toEqual([reportMessage()]);
      const c2 = { cluster: makeRef({ id: 'c2' }), variable: 'client' };
      kernel.reply({ outcome: { code: 'attached' }, attached: c2 });
      await done;
      expect(describeState(attachment)).toEqual(['attached', 'c2', null]);
    });

    it('should renew when the connection has missed a restart', async () => {
      kernel.received.length = 0;
      kernel.connectionStatusChanged.emit('connected');
      await settle();
      kernel.reply({ outcome: null, attached: null });
      await settle();
      expect(attachment.state).toBe('waiting');
      expect(kernel.received).toHaveLength(2);
    });
  });

  describe('#comparison', () => {
    const OTHER = { python: '3.12.1' };
    const UNFIT = {
      ...CERTIFICATE,
      versions: { scheduler: OTHER, workers: null }
    };
    const UNFIT_REPORT = {
      outcome: { code: 'attached' },
      attached: {
        ...ATTACHED.attached,
        versions: {
          kernel: QUESTION.versions,
          scheduler: OTHER,
          workers: null
        }
      }
    };
    const verdicts = (): string[] =>
      attachment.comparison.map(row => row.verdict);

    async function ask(isForced?: boolean): Promise<{ done: Promise<void> }> {
      const done = attachment.attach(makeRef(), undefined, isForced);
      await settle();
      kernel.begin();
      kernel.ask(QUESTION);
      await settle();
      return { done };
    }

    it('should refuse a kernel that does not fit, before it connects', async () => {
      sign.mockResolvedValue(UNFIT);
      const { done } = await ask();
      expect(kernel.answers).toEqual(['{}']);
      kernel.reply({ outcome: { code: 'refused' }, attached: null });
      await done;
      expect(describeState(attachment)).toEqual(['failed', 'c1', 'unfit']);
      expect(verdicts()).toEqual(['fatal']);
    });

    it('should attach all the same when the user insists, also after a restart', async () => {
      sign.mockResolvedValue(UNFIT);
      const { done } = await ask(true);
      expect(kernel.answers).toEqual([JSON.stringify(UNFIT)]);
      kernel.reply(UNFIT_REPORT);
      await done;
      expect(describeState(attachment)).toEqual(['attached', 'c1', null]);
      expect(verdicts()).toEqual(['fatal']);
      kernel.restart();
      await settle();
      kernel.comeBack();
      kernel.answers.length = 0;
      kernel.begin();
      kernel.ask(QUESTION);
      await settle();
      expect(kernel.answers).toEqual([JSON.stringify(UNFIT)]);
    });

    it('should detach when only the scheduler could say that nothing fits', async () => {
      const { done } = await ask();
      kernel.reply(UNFIT_REPORT);
      await done;
      expect(kernel.last.content).toEqual(detachMessage());
      expect(describeState(attachment)).toEqual(['failed', 'c1', 'unfit']);
      expect(verdicts()).toEqual(['fatal']);
    });

    it('should know after a reload that the user had insisted', async () => {
      const other = new KernelDouble();
      await use(other);
      const recalled = make();
      recalled.use(other.connection);
      await settle();
      other.reply(UNFIT_REPORT);
      await settle();
      expect(describeState(recalled)).toEqual(['attached', 'c1', null]);
      sign.mockResolvedValue(UNFIT);
      other.restart();
      await settle();
      other.comeBack();
      other.begin();
      other.ask(QUESTION);
      await settle();
      expect(other.answers).toEqual([JSON.stringify(UNFIT)]);
      recalled.dispose();
    });

    it('should forget it with the attachment', async () => {
      sign.mockResolvedValue(UNFIT);
      const { done } = await ask();
      kernel.reply({ outcome: { code: 'refused' }, attached: null });
      await done;
      await Promise.all([
        attachment.detach(),
        settle().then(() => kernel.reply({}))
      ]);
      expect(attachment.comparison).toEqual([]);
    });
  });

  describe('#remark', () => {
    it('should say that the name of the cluster object is taken', async () => {
      const done = attachment.attach(makeRef());
      await settle();
      kernel.begin();
      kernel.ask(QUESTION);
      await settle();
      const outcome = {
        code: 'attached',
        left_out: 'cluster',
        because: 'name-taken'
      };
      kernel.reply({ ...ATTACHED, outcome });
      await done;
      expect(describeState(attachment)).toEqual(['attached', 'c1', null]);
      expect(attachment.remark).toBe(
        'There is no cluster object: the kernel has a variable cluster of yours, which is left as it is.'
      );
    });
  });

  it('should have the kernel know its other connections', async () => {
    const second = new KernelDouble();
    attachment.use(second.connection);
    await settle();
    expect(second.received).toEqual([]);
    const done = attachment.attach(makeRef(), kernel.connection);
    await settle();
    kernel.reply(ATTACHED);
    await done;
    expect(second.received.map(f => f.content)).toEqual([reportMessage()]);
    const third = new KernelDouble();
    attachment.use(third.connection);
    await settle();
    expect(third.received.map(f => f.content)).toEqual([reportMessage()]);
  });
});
