import type { AttachmentState, IProblem } from '../tokens';
import { attachmentMood, attachmentWords, buttonWords } from '../words';
import { makeRef, PROBLEM, trans } from './values';

const TABLE: ReadonlyArray<
  [AttachmentState, IProblem | null, string, ReturnType<typeof attachmentMood>]
> = [
  ['detached', null, 'not attached', 'off'],
  ['waiting', null, 'waiting for the kernel', 'busy'],
  ['connecting', null, 'connecting', 'busy'],
  ['attached', null, 'attached', 'on'],
  ['lost', PROBLEM, 'lost: Saturn does not answer', 'bad'],
  ['lost', null, 'lost: ', 'bad'],
  ['failed', PROBLEM, 'Saturn does not answer', 'bad'],
  ['failed', null, 'failed', 'bad']
];

describe('attachmentMood', () => {
  it.each(TABLE)('should have a shape for %s', (state, _, __, mood) => {
    expect(attachmentMood(state)).toBe(mood);
  });
});

describe('attachmentWords', () => {
  it.each(TABLE)('should write %s', (state, problem, words) => {
    expect(attachmentWords({ state, problem }, trans)).toBe(words);
  });
});

describe('buttonWords', () => {
  const cluster = makeRef();

  it('should offer to attach', () => {
    expect(buttonWords(null, null, trans)).toBe('Attach…');
    expect(
      buttonWords({ state: 'detached', problem: null, cluster: null }, 3, trans)
    ).toBe('Attach…');
  });

  it.each<[AttachmentState, number | null, string]>([
    ['attached', 0, 'demo · 0 workers'],
    ['attached', 1, 'demo · 1 worker'],
    ['attached', 7, 'demo · 7 workers'],
    ['attached', null, 'demo · attached'],
    ['connecting', 7, 'demo · connecting'],
    ['failed', 7, 'demo · Saturn does not answer']
  ])('should write %s with %p workers', (state, workers, expected) => {
    const problem = state === 'failed' ? PROBLEM : null;
    expect(buttonWords({ state, problem, cluster }, workers, trans)).toBe(
      expected
    );
  });

  it('should take a name as it is', () => {
    const named = makeRef({ name: '%1 $& %2' });
    expect(
      buttonWords(
        { state: 'attached', problem: null, cluster: named },
        2,
        trans
      )
    ).toBe('%1 $& %2 · 2 workers');
  });
});
