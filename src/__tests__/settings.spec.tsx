import React, { act } from 'react';

import { TokenField } from '../settings';
import type { ICredential } from '../tokens';
import { Screen } from './render';
import { trans } from './values';

const CREDENTIAL: ICredential = {
  configured: true,
  source: 'environment',
  hint: 'abcd',
  expires_at: null
};

describe('TokenField', () => {
  let screen: Screen | null = null;

  afterEach(() => {
    screen?.close();
  });

  async function show(
    credentials: () => Promise<ICredential>
  ): Promise<Screen> {
    const drawn = new Screen(
      <TokenField credentials={credentials} trans={trans} />
    );
    screen = drawn;
    await act(() => Promise.resolve());
    return drawn;
  }

  it.each<[Partial<ICredential>, string]>([
    [{}, 'A token is set; it ends in abcd.'],
    [{ hint: null }, 'A token is set; it ends in unknown.'],
    [{ configured: false, hint: null }, 'No token is set.'],
    [{ source: 'local' }, 'The local Saturn needs no token of yours.']
  ])('should say of %j: %s', async (values, words) => {
    const field = await show(() =>
      Promise.resolve({ ...CREDENTIAL, ...values })
    );
    expect(field.text).toContain(words);
  });

  it('should say when the server does not', async () => {
    const field = await show(() => Promise.reject(new Error('odd')));
    expect(field.text).toContain('did not say whether it has a token');
  });

  it('should have nothing that could store a token', async () => {
    const field = await show(() => Promise.resolve(CREDENTIAL));
    expect(field.has('.jp-Saturn-token')).toBe(true);
    expect(field.has('input, textarea, [contenteditable]')).toBe(false);
  });
});
