import { Dialogs } from '../dialogs';
import { makeCluster, PROBLEM, trans } from './values';

interface IQuestion {
  buttons: { accept: boolean }[];
  defaultButton: number;
}

const mockOpen = new Set<string>();
const mockNotify = jest.fn<string, [string]>(() => {
  const id = `n${mockOpen.size}`;
  mockOpen.add(id);
  return id;
});
const mockUpdate = jest.fn();
const mockShow = jest.fn<unknown, [IQuestion]>();

jest.mock('@jupyterlab/apputils', () => ({
  Dialog: {
    cancelButton: () => ({ accept: false }),
    okButton: () => ({ accept: true }),
    warnButton: () => ({ accept: true })
  },
  Notification: {
    manager: { has: (id: string) => mockOpen.has(id) },
    error: (message: string) => mockNotify(message),
    info: (message: string) => mockNotify(message),
    warning: (message: string) => mockNotify(message),
    update: (...args: unknown[]) => {
      mockUpdate(...args);
    },
    dismiss: (id: string) => mockOpen.delete(id)
  },
  showDialog: (question: IQuestion) => mockShow(question)
}));

describe('Dialogs', () => {
  let dialogs: Dialogs;

  beforeEach(() => {
    mockOpen.clear();
    jest.clearAllMocks();
    dialogs = new Dialogs(trans);
  });

  describe('tell', () => {
    it('should tell title and hint, each code once', () => {
      dialogs.tell({ ...PROBLEM, title: 'It is gone.' });
      dialogs.tell(PROBLEM);
      dialogs.tell({ ...PROBLEM, code: 'other' });
      expect(mockNotify.mock.calls.map(([message]) => message)).toEqual([
        'It is gone. Check the address.',
        'Saturn does not answer. Check the address.'
      ]);
      expect(mockUpdate.mock.calls).toMatchObject([
        [{ id: 'n0', message: 'Saturn does not answer. Check the address.' }]
      ]);
    });

    it('should close all of it, and nothing else', () => {
      dialogs.offerAttach('a.ipynb', 'demo', jest.fn());
      dialogs.tell(PROBLEM);
      dialogs.tell({ ...PROBLEM, code: 'other' });
      dialogs.settle();
      dialogs.settle();
      expect([...mockOpen.keys()]).toEqual(['n0']);
      dialogs.tell(PROBLEM);
      expect(mockOpen.size).toBe(2);
    });
  });

  it('should take an offer back, once', () => {
    dialogs.tell(PROBLEM);
    const offer = dialogs.offerAttach('a.ipynb', 'demo', jest.fn());
    expect(mockOpen.size).toBe(2);
    offer.dispose();
    offer.dispose();
    expect([...mockOpen.keys()]).toEqual(['n0']);
  });

  it('should ask for a new token, and take that back', () => {
    const question = dialogs.askSignIn(PROBLEM, jest.fn());
    expect(mockNotify.mock.calls).toEqual([
      [
        'Saturn does not answer. The clusters are not looked at until you sign in again.'
      ]
    ]);
    question.dispose();
    expect(mockOpen.size).toBe(0);
  });

  it('should not have Enter forget a token', async () => {
    mockShow.mockImplementation(question => ({
      button: question.buttons[question.defaultButton]
    }));
    expect(await dialogs.confirmForget('saturn.example')).toBe(false);
  });

  it.each([
    [0.75, /While it runs it costs about \$0\.75\/h\.$/],
    [0, /lose their client\.$/],
    [null, /lose their client\.$/]
  ])(
    'should say what a cluster costs before it stops: %s',
    async (price, words) => {
      let body: unknown;
      mockShow.mockImplementation(question => {
        body = question.body;
        return { button: question.buttons[question.defaultButton] };
      });
      const cluster = makeCluster({ price_per_hour: price });
      await dialogs.confirmLoss(cluster, 'stop');
      expect(body).toMatch(words);
    }
  );

  it.each(['stop', 'restart'] as const)(
    'should not have Enter lose results: %s',
    async action => {
      mockShow.mockImplementation(question => ({
        button: question.buttons[question.defaultButton]
      }));
      expect(await dialogs.confirmLoss(makeCluster(), action)).toBe(false);
      expect(await dialogs.confirmStart(makeCluster(), true)).toBe(true);
    }
  );
});
