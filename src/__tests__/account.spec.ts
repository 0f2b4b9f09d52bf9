import { NotebookAccount } from '../recipes/account';
import { makeAccount } from './accounts';
import { PROBLEM, trans } from './values';

describe('NotebookAccount', () => {
  const credentials = jest.fn();
  const signIn = jest.fn();
  const choose = jest.fn();
  const setProject = jest.fn();
  const account = new NotebookAccount({
    api: { credentials, signIn },
    credentials: { choose },
    setProject,
    trans
  });

  beforeEach(() => {
    jest.resetAllMocks();
    choose.mockResolvedValue(null);
  });

  it('should have a vault where our server answers', async () => {
    credentials.mockResolvedValue(makeAccount());
    expect(await account.hasVault()).toBe(true);
    credentials.mockRejectedValue(new Error('404'));
    expect(await account.hasVault()).toBe(false);
    const nobody = new NotebookAccount({
      api: null,
      credentials: null,
      setProject,
      trans
    });
    expect(await nobody.hasVault()).toBe(false);
  });

  it('should name the address that the token is for', async () => {
    await account.store('t', 'https://saturn.example/');
    expect(signIn.mock.calls).toEqual([['t', 'https://saturn.example/']]);
    signIn.mockRejectedValue(new Error('refused'));
    await expect(account.store('t', 'u')).rejects.toThrow('refused');
  });

  it('should set the project only where the Saturn could be chosen', async () => {
    expect(await account.use('https://saturn.example/', 'p1')).toBeNull();
    expect(setProject.mock.calls).toEqual([['p1']]);
    choose.mockResolvedValue(PROBLEM);
    expect(await account.use('https://saturn.example/', 'p2')).toBe(PROBLEM);
    expect(setProject.mock.calls).toEqual([['p1']]);
  });

  it('should return what was wrong, and never reject', async () => {
    setProject.mockRejectedValue(new Error('read-only'));
    expect(await account.use('https://saturn.example/', 'p1')).toMatchObject({
      reason: 'read-only'
    });
  });
});
