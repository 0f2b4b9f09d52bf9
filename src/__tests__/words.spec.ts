import type { AttachmentState } from '../tokens';
import {
  attachmentMood,
  attachmentWords,
  buttonWords,
  durationWords,
  knownState,
  sentences
} from '../words';
import { makeRef, trans } from './values';

const TABLE: ReadonlyArray<
  [AttachmentState, string, ReturnType<typeof attachmentMood>]
> = [
  ['detached', 'not attached', 'off'],
  ['waiting', 'waiting for the kernel', 'busy'],
  ['connecting', 'connecting', 'busy'],
  ['attached', 'attached', 'on'],
  ['lost', 'lost', 'bad'],
  ['failed', 'failed', 'bad']
];

describe('attachmentMood', () => {
  it.each(TABLE)('should have a shape for %s', (state, _, mood) => {
    expect(attachmentMood(state)).toBe(mood);
  });
});

describe('attachmentWords', () => {
  it.each(TABLE)('should write %s', (state, words) => {
    expect(attachmentWords(state, trans)).toBe(words);
  });
});

it('K3 should name the running cell', () => {
  expect(attachmentWords('waiting', trans, true)).toBe(
    'waiting for the running cell'
  );
});

describe('buttonWords', () => {
  const cluster = makeRef();

  it('should offer to attach', () => {
    expect(buttonWords(null, null, trans)).toBe('Attach…');
    expect(buttonWords({ state: 'detached', cluster: null }, 3, trans)).toBe(
      'Attach…'
    );
  });

  it.each<[AttachmentState, number | null, string]>([
    ['attached', 0, 'demo · 0 workers'],
    ['attached', 1, 'demo · 1 worker'],
    ['attached', 7, 'demo · 7 workers'],
    ['attached', null, 'demo · attached'],
    ['connecting', 7, 'demo · connecting'],
    ['lost', 7, 'demo · lost'],
    ['failed', 7, 'demo · failed']
  ])('should write %s with %p workers', (state, workers, expected) => {
    expect(buttonWords({ state, cluster }, workers, trans)).toBe(expected);
  });

  it('should take a name as it is', () => {
    const named = makeRef({ name: '%1 $& %2' });
    expect(buttonWords({ state: 'attached', cluster: named }, 2, trans)).toBe(
      '%1 $& %2 · 2 workers'
    );
  });
});

describe('durationWords', () => {
  it.each([
    [-5, '0 s'],
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min 0 s'],
    [72, '1 min 12 s'],
    [3723, '62 min 3 s']
  ])('should write %p seconds', (seconds, expected) => {
    expect(durationWords(seconds * 1000, trans)).toBe(expected);
  });
});

describe('knownState', () => {
  it('should translate what it knows, and leave the rest', () => {
    const marking = { ...trans, __: (text: string) => `[${text}]` };
    expect(knownState('paused', marking)).toBe('[paused]');
    expect(knownState('constructor', marking)).toBe('constructor');
  });
});

describe('sentences', () => {
  it.each([
    [['It failed', 'Try again.'], 'It failed. Try again.'],
    [['It failed..', '', ' Try again '], 'It failed. Try again.'],
    [['Really?', 'Yes!'], 'Really? Yes!'],
    [['See ../x', 'v1.2'], 'See ../x. v1.2.'],
    [[''], '']
  ])('should join %j', (texts, expected) => {
    expect(sentences(...texts)).toBe(expected);
  });
});
