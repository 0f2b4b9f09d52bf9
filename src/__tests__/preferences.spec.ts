import type { ISettingRegistry } from '@jupyterlab/settingregistry';

import { connectionSettings, stringSetting } from '../preferences';

function settingsOf(
  values: Record<string, unknown>
): ISettingRegistry.ISettings {
  return {
    get: (key: string) => ({ composite: values[key], user: undefined })
  } as unknown as ISettingRegistry.ISettings;
}

describe('stringSetting', () => {
  it.each([
    ['mine', 'mine'],
    ['  mine ', 'mine'],
    ['', 'other'],
    [' ', 'other'],
    [5, 'other'],
    [null, 'other'],
    [undefined, 'other']
  ])('should read %p as %p', (value, expected) => {
    expect(stringSetting(settingsOf({ key: value }), 'key', 'other')).toBe(
      expected
    );
  });

  it('should have an answer before the settings have loaded', () => {
    expect(stringSetting(null, 'key', 'other')).toBe('other');
  });
});

describe('connectionSettings', () => {
  it('should read what the server needs, and no token', () => {
    const settings = settingsOf({
      baseUrl: ' https://saturn.example ',
      project: 'p',
      idleAction: 'stop',
      idleMinutes: 5,
      token: 'secret'
    });
    expect(connectionSettings(settings)).toEqual({
      base_url: 'https://saturn.example',
      project: 'p',
      idle_action: 'stop',
      idle_minutes: 5
    });
  });

  it.each([
    [{}],
    [{ idleAction: 'destroy', idleMinutes: '5', baseUrl: 7, project: null }]
  ])('should have an answer for %j', values => {
    expect(connectionSettings(settingsOf(values))).toEqual({
      base_url: '',
      project: '',
      idle_action: 'notify',
      idle_minutes: 30
    });
  });
});
