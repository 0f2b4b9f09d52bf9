import type { Dialogs } from '../dialogs';
import { SaturnProblem } from '../problem';
import { SignInActions } from '../signin/actions';
import type { IAccount } from '../signin/account';
import type { ICredentials } from '../signin/credentials';
import { makeAccount, makeNobody } from './accounts';
import { BASE_URL, PROBLEM, trans } from './values';

const OTHER = 'https://other.example/';

describe('SignInActions', () => {
  const dialogs = {
    confirm: jest.fn(),
    confirmForget: jest.fn(),
    chooseSaturn: jest.fn(),
    refuse: jest.fn(),
    tell: jest.fn()
  };
  const credentials = {
    account: null as IAccount | null,
    look: jest.fn(),
    forget: jest.fn()
  };
  const ask = jest.fn();
  let actions: SignInActions;

  beforeEach(() => {
    jest.resetAllMocks();
    dialogs.confirmForget.mockResolvedValue(true);
    credentials.account = makeAccount();
    actions = new SignInActions({
      credentials: credentials as unknown as ICredentials,
      dialogs: dialogs as unknown as Dialogs,
      ask,
      trans
    });
  });

  describe('#signIn()', () => {
    it.each<[string | null, string]>([
      ['ada', 'Signed in to saturn.example as ada.'],
      [null, 'Signed in to saturn.example.']
    ])('should say as whom: %s', async (user, words) => {
      credentials.account = makeAccount({ user });
      ask.mockResolvedValue(true);
      await actions.signIn();
      expect(dialogs.confirm.mock.calls).toEqual([[words]]);
    });

    it('should say nothing of a dialog that was closed, and open one at a time', async () => {
      let close: (isAccepted: boolean) => void = () => undefined;
      ask.mockReturnValueOnce(new Promise(resolve => (close = resolve)));
      const first = actions.signIn();
      await actions.signIn();
      expect(ask).toHaveBeenCalledTimes(1);
      close(false);
      await first;
      expect(dialogs.confirm).not.toHaveBeenCalled();
      await actions.signIn();
      expect(ask).toHaveBeenCalledTimes(2);
    });
  });

  describe('#signOut()', () => {
    it('should forget the token in use, and say so', async () => {
      await actions.signOut();
      expect(dialogs.confirmForget.mock.calls).toEqual([['saturn.example']]);
      expect(credentials.forget.mock.calls).toEqual([[BASE_URL]]);
      expect(dialogs.confirm.mock.calls).toEqual([
        ['The token for saturn.example was forgotten.']
      ]);
    });

    it('should forget nothing unless the user agrees', async () => {
      dialogs.confirmForget.mockResolvedValue(false);
      await actions.signOut();
      expect(credentials.forget).not.toHaveBeenCalled();
      expect(dialogs.confirm).not.toHaveBeenCalled();
    });

    it('should tell why it failed', async () => {
      credentials.forget.mockRejectedValue(new SaturnProblem(PROBLEM));
      await actions.signOut();
      expect(dialogs.tell).toHaveBeenCalledTimes(1);
      expect(dialogs.confirm).not.toHaveBeenCalled();
    });

    it.each<[string[], number, string[]]>([
      [[OTHER], 0, [OTHER]],
      [[OTHER, BASE_URL], 1, [BASE_URL]]
    ])('should find the others: %j', async (stored, asked, forgotten) => {
      credentials.account = makeNobody({ stored });
      dialogs.chooseSaturn.mockResolvedValue(BASE_URL);
      await actions.signOut();
      expect(dialogs.chooseSaturn).toHaveBeenCalledTimes(asked);
      expect(credentials.forget.mock.calls).toEqual([forgotten]);
    });

    it.each<[IAccount, string]>([
      [makeNobody(), 'None was entered'],
      [
        makeAccount({ source: 'environment', read_only: true, stored: [] }),
        'SATURN_TOKEN'
      ]
    ])('should say that there is none', async (account, words) => {
      credentials.account = account;
      await actions.signOut();
      expect(dialogs.refuse.mock.calls).toEqual([
        [expect.any(String), expect.stringContaining(words)]
      ]);
      expect(credentials.forget).not.toHaveBeenCalled();
    });
  });
});
