import source from '../kernel/attach.py';
import { describeOutcome, describeRemark } from '../outcomes';
import { HOSTILE, trans } from './values';

describe('describeOutcome', () => {
  it.each([
    [{ code: 'name-taken', name: 'client' }, 'The name client is taken'],
    [{ code: 'bad-name', name: 'a b' }, 'a b cannot be the name of the client'],
    [
      { code: 'missing', packages: ['distributed', 'cryptography'] },
      'The kernel lacks distributed cryptography'
    ],
    [{ code: 'unfit' }, 'The kernel’s packages do not fit the cluster’s'],
    [{ code: 'broken-import' }, 'The kernel cannot import distributed'],
    [{ code: 'unreachable' }, 'The kernel does not reach the scheduler'],
    [{ code: 'interrupted' }, 'The attach was interrupted'],
    [{ code: 'no-answer' }, 'The certificate did not come in time'],
    [{ code: 'unsupported' }, 'This kernel cannot be attached'],
    [{ code: 'not-python' }, 'This kernel cannot be attached'],
    [{ code: 'no-kernel' }, 'The kernel does not answer'],
    [{ code: 'kernel-died' }, 'The kernel died'],
    [{ code: 'stopped' }, 'The cluster stopped or restarted'],
    [{ code: 'deleted' }, 'The cluster no longer exists'],
    [{ code: 'failed' }, 'The attach failed']
  ])('should give %j a title', (outcome, title) => {
    const problem = describeOutcome(outcome, trans);
    expect(problem).toMatchObject({ code: outcome.code, title });
    expect(problem.hint).not.toBe('');
  });

  it.each(['broken-import', 'unreachable', 'failed'])(
    'should pass on the detail of %s',
    code => {
      const detail = 'OSError: timed out';
      expect(describeOutcome({ code, detail }, trans).reason).toBe(detail);
    }
  );

  it.each(['stopped', 'ended', 'deleted'])(
    'should say which results are lost when the cluster has %s',
    code => {
      const { reason } = describeOutcome({ code }, trans);
      expect(reason).toContain('lost: futures and persisted collections. ');
      const named = describeOutcome({ code, held: ['df', 'x'] }, trans).reason;
      expect(named).toContain('these variables are lost: df, x. ');
    }
  );

  it('should say which packages to install', () => {
    const packages = ['distributed', 'cryptography'];
    expect(describeOutcome({ code: 'missing', packages }, trans).hint).toBe(
      'Run "%pip install distributed cryptography" in a cell, then attach again.'
    );
  });

  it('should have words for every refusal of the kernel’s code', () => {
    const codes = [...source.matchAll(/Refusal(?:Error)?\(\s*"([a-z-]+)"/g)]
      .map(match => match[1] ?? '')
      // The page knows why it refused.
      .filter(code => code !== 'refused');
    expect(codes.length).toBeGreaterThan(5);
    for (const code of codes) {
      const { title } = describeOutcome({ code }, trans);
      expect([code, title]).not.toEqual([code, 'The attach failed']);
    }
  });

  it.each([...HOSTILE, 'toString', 'hasOwnProperty'])(
    'should have general words for the code %j',
    code => {
      expect(describeOutcome({ code }, trans)).toEqual({
        code,
        title: 'The attach failed',
        reason: 'The kernel did not say why.',
        hint: 'Attach again; if it fails again, restart the kernel.'
      });
    }
  );
});

describe('describeRemark', () => {
  it('should have nothing to say where the cluster has its name', () => {
    expect(describeRemark(null, trans)).toBeNull();
    expect(describeRemark({ code: 'attached' }, trans)).toBeNull();
  });

  it.each([
    ['name-taken', /the kernel has a variable mine of yours/],
    ['bad-name', /mine cannot be the name of a variable/]
  ])('should say why it has not: %s', (because, words) => {
    const outcome = { code: 'attached', left_out: 'mine', because };
    expect(describeRemark(outcome, trans)).toMatch(words);
  });
});
