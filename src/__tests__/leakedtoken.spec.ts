import type { ISettingRegistry } from '@jupyterlab/settingregistry';

import type { ILeakNotice } from '../leakedtoken';
import { LeakedToken } from '../leakedtoken';
import { trans } from './values';

const TOKEN = 'canary-token-0123456789';
const MOVED: ILeakNotice = { code: 'moved', base_url: 'https://a.example/' };

describe('LeakedToken', () => {
  let user: Record<string, unknown>;
  let defaults: Record<string, unknown>;
  let leaked: LeakedToken;
  const rescue = jest.fn<
    Promise<ReadonlyArray<ILeakNotice>>,
    [string, string]
  >();
  const tell = jest.fn<void, [string]>();
  const remove = jest.fn();

  beforeEach(() => {
    jest.resetAllMocks();
    rescue.mockResolvedValue([]);
    remove.mockImplementation(async (key: string) => {
      delete user[key];
      return Promise.resolve();
    });
    user = { baseUrl: 'https://a.example', token: TOKEN };
    defaults = {};
    const settings = {
      get: (key: string) => ({
        user: user[key],
        composite: user[key] ?? defaults[key]
      }),
      remove
    } as unknown as ISettingRegistry.ISettings;
    leaked = new LeakedToken({ settings, rescue, tell, trans });
  });

  it('should hand the token over, remove it and tell', async () => {
    rescue.mockImplementation(async () => {
      expect(remove).not.toHaveBeenCalled();
      return Promise.resolve([MOVED]);
    });
    await leaked.check();
    expect(rescue.mock.calls).toEqual([[TOKEN, 'https://a.example']]);
    expect(remove.mock.calls).toEqual([['token']]);
    expect(tell).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(tell.mock.calls)).not.toContain(TOKEN);
  });

  it('should say nothing when another page was told', async () => {
    await leaked.check();
    expect(remove).toHaveBeenCalledTimes(1);
    expect(tell).not.toHaveBeenCalled();
  });

  it('should keep the token when the server could not take it', async () => {
    rescue.mockRejectedValueOnce(new Error('no'));
    await expect(leaked.check()).rejects.toThrow('no');
    expect(remove).not.toHaveBeenCalled();
    await leaked.check();
    expect(rescue).toHaveBeenCalledTimes(2);
    expect(remove).toHaveBeenCalledTimes(1);
  });

  it('should have the files looked into once, without a token', async () => {
    delete user.token;
    await leaked.check();
    await leaked.check();
    expect(rescue.mock.calls).toEqual([['', 'https://a.example']]);
    expect(remove).not.toHaveBeenCalled();
  });

  it.each([5, null, [TOKEN], ' '])('should hand over no %j', async value => {
    user.token = value;
    await leaked.check();
    expect(rescue.mock.calls).toEqual([['', 'https://a.example']]);
    expect(remove).not.toHaveBeenCalled();
  });

  it('should leave the defaults, which are an admin’s, alone', async () => {
    user = {};
    defaults = { token: TOKEN };
    await leaked.check();
    expect(rescue.mock.calls).toEqual([['', '']]);
    expect(remove).not.toHaveBeenCalled();
  });

  it('should not do it twice at a time', async () => {
    await Promise.all([leaked.check(), leaked.check(), leaked.check()]);
    expect(rescue).toHaveBeenCalledTimes(1);
    expect(remove).toHaveBeenCalledTimes(1);
  });

  it('should not lose a token that is written meanwhile', async () => {
    rescue.mockImplementationOnce(async () => {
      user.token = 'newer-token-4711';
      return Promise.resolve([]);
    });
    await leaked.check();
    expect(remove).not.toHaveBeenCalled();
    await leaked.check();
    expect(rescue.mock.calls.map(([token]) => token)).toEqual([
      TOKEN,
      'newer-token-4711'
    ]);
    expect(remove).toHaveBeenCalledTimes(1);
  });

  it.each([
    'moved',
    'unverified',
    'other',
    'environment',
    'no-base-url',
    'not-a-token',
    'overrides'
  ] as const)('should tell of %s in a notice that is not cut', async code => {
    rescue.mockResolvedValue([{ ...MOVED, code }]);
    await leaked.check();
    const [[message]] = tell.mock.calls as [[string]];
    expect(message.length).toBeLessThanOrEqual(140);
    expect(message).toContain('.');
  });
});
