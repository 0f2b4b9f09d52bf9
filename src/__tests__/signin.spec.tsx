import React, { act } from 'react';

import { SignIn } from '../signin/signin';
import type { IConnection } from '../tokens';
import { makeAccount, makeNobody } from './accounts';
import { Screen } from './render';
import { HOSTILE, makeConnection, PROBLEM, settle, trans } from './values';

const REFUSED = { ...PROBLEM, code: 'refused', title: 'Saturn refuses' };

describe('SignIn', () => {
  const onEnter = jest.fn<Promise<boolean>, [string]>();
  const onCancel = jest.fn();
  const onForget = jest.fn();
  let screen: Screen | null = null;

  beforeEach(() => {
    jest.resetAllMocks();
    onEnter.mockResolvedValue(true);
  });

  afterEach(() => {
    screen?.close();
    screen = null;
  });

  function element(values: Partial<SignIn.IProps>): JSX.Element {
    return (
      <SignIn
        account={makeAccount()}
        connection={makeConnection()}
        isLocal={false}
        isVerifying={false}
        problem={null}
        onEnter={onEnter}
        onCancel={onCancel}
        onForget={onForget}
        trans={trans}
        {...values}
      />
    );
  }

  function show(values: Partial<SignIn.IProps>): Screen {
    screen = new Screen(element(values));
    return screen;
  }

  function input(): HTMLInputElement {
    const found = screen?.get('input');
    if (!(found instanceof HTMLInputElement)) {
      throw new Error('There is no input.');
    }
    return found;
  }

  function failing(values: Partial<IConnection>): Partial<SignIn.IProps> {
    return { connection: makeConnection({ problem: PROBLEM, ...values }) };
  }

  describe('the states', () => {
    const cases: ReadonlyArray<
      [string, Partial<SignIn.IProps>, string, string, string[]]
    > = [
      [
        'signed out',
        { account: makeNobody() },
        'off',
        'Not signed in to saturn.example',
        ['Verify']
      ],
      [
        'verifying',
        { account: makeNobody(), isVerifying: true },
        'busy',
        'Verifying the token…',
        ['(Verify)']
      ],
      [
        'signed in',
        { account: makeAccount({ expires_at: '2027-01-31T09:00:00Z' }) },
        'on',
        'Signed in as ada, acmeToken: ends in abcd · for all of your projects · expires 2027-01-31',
        ['Replace…', 'Forget…']
      ],
      [
        'signed in for one resource',
        { account: makeAccount({ scope: 'resource', hint: '' }) },
        'on',
        'Token: for one resource',
        ['Replace…', 'Forget…']
      ],
      [
        'about to end',
        { account: makeAccount({ warnings: ['The token ends soon.'] }) },
        'on',
        '⚠ The token ends soon.',
        ['Replace…', 'Forget…']
      ],
      [
        'refused later',
        failing({ status: 'refused', problem: REFUSED }),
        'bad',
        'Saturn refuses',
        ['Verify', 'Forget…']
      ],
      [
        'refused when it was entered',
        { account: makeNobody(), problem: REFUSED },
        'bad',
        'Saturn refusesThe connection was refused.Check the address.',
        ['Verify']
      ],
      [
        'not replaced',
        { problem: REFUSED },
        'bad',
        'The token that ends in abcd is kept.',
        ['Verify', 'Cancel', 'Forget…']
      ],
      [
        'not reachable',
        failing({ status: 'unreachable' }),
        'bad',
        'Saturn does not answerThe connection was refused.',
        ['Verify', 'Forget…']
      ],
      [
        'fixed by the environment',
        { account: makeAccount({ source: 'environment', read_only: true }) },
        'on',
        'SATURN_TOKEN of the Jupyter server’s environment',
        []
      ],
      [
        'fixed and refused',
        {
          account: makeAccount({ source: 'environment', read_only: true }),
          ...failing({ status: 'refused' })
        },
        'bad',
        'Saturn does not answer',
        []
      ],
      [
        'a token without an address',
        {
          account: makeNobody({ base_url: null }),
          ...failing({ status: 'signed-out', base_url: null })
        },
        'off',
        'Not signed inThe connection was refused.',
        ['Verify']
      ],
      [
        'local',
        {
          isLocal: true,
          account: makeAccount({ source: 'local', read_only: true })
        },
        'on',
        'The local Saturn needs no token of yours',
        ['Verify']
      ],
      [
        'no local Saturn',
        { isLocal: true, ...failing({ status: 'no-local' }) },
        'off',
        'Saturn does not answer',
        ['Verify', 'Forget…']
      ],
      ['nothing known', { account: null }, 'busy', 'Asking the Jupyter', []]
    ];

    it.each(cases)(
      'should say by word and shape: %s',
      (_, values, mood, words, buttons) => {
        const form = show(values);
        expect(form.text).toContain(words);
        expect(form.has(`.jp-Saturn-dot.jp-mod-${mood}`)).toBe(true);
        expect(form.buttons).toEqual(buttons);
        expect(form.get('[role="status"]').textContent).toContain(
          words.slice(0, 10)
        );
      }
    );
  });

  describe('the input', () => {
    function press(key: string): void {
      const event = new KeyboardEvent('keydown', {
        key,
        bubbles: true,
        cancelable: true
      });
      act(() => {
        input().dispatchEvent(event);
      });
    }

    function paste(text: string): void {
      const event = new Event('paste', { bubbles: true, cancelable: true });
      Object.assign(event, { clipboardData: { getData: () => text } });
      act(() => {
        input().dispatchEvent(event);
      });
      expect(event.defaultPrevented).toBe(true);
    }

    it('should be masked, labelled and unknown to password keepers', () => {
      const form = show({ account: makeNobody(), id: 'x' });
      expect(input().type).toBe('password');
      expect(input().autocomplete).toBe('off');
      expect(form.get('label').getAttribute('for')).toBe(input().id);
    });

    it.each([
      ['Enter', () => press('Enter')],
      ['the button', () => screen?.press('Verify')]
    ])('should send at %s, and be empty at once', async (_, send) => {
      const form = show({ account: makeNobody() });
      input().value = 'canary-1234 ';
      send();
      expect(onEnter.mock.calls).toEqual([['canary-1234']]);
      expect(input().value).toBe('');
      await act(settle);
      form.draw(element({ problem: REFUSED }));
      // eslint-disable-next-line no-restricted-properties -- it is only read
      expect(document.documentElement.outerHTML).not.toContain('canary');
    });

    it('should send nothing when empty, or while another is verified', () => {
      const form = show({ account: makeNobody() });
      press('Enter');
      form.draw(element({ account: makeNobody(), isVerifying: true }));
      input().value = 'x';
      press('Enter');
      expect(onEnter).not.toHaveBeenCalled();
      expect(input().value).toBe('x');
    });

    it('should take a block of several lines whole', () => {
      show({ account: makeNobody() });
      input().value = 'abc';
      input().setSelectionRange(1, 2);
      paste('export A=1\r\nexport B=2\n');
      expect(input().value).toBe('aexport A=1 export B=2 c');
    });
  });

  it('should open to replace, close when that was accepted, and ask to forget', async () => {
    const form = show({});
    form.press('Forget…');
    expect(onForget).toHaveBeenCalledTimes(1);
    form.press('Replace…');
    expect(document.activeElement).toBe(input());
    form.press('Cancel');
    form.press('Replace…');
    onEnter.mockResolvedValueOnce(false);
    for (const isOpen of [true, false]) {
      input().value = 'x';
      form.press('Verify');
      await act(settle);
      expect(form.has('input')).toBe(isOpen);
    }
    expect(document.activeElement?.textContent).toBe('Replace…');
  });

  it('should let go of an attempt that failed beside a good token', () => {
    const form = show({ problem: PROBLEM });
    form.press('Cancel');
    expect(onCancel).toHaveBeenCalledTimes(1);
    show({ problem: PROBLEM, account: makeNobody() });
    expect(screen?.buttons).toEqual(['Verify']);
  });

  it('should link to the page of the Saturn in use only', () => {
    const form = show({ account: makeNobody() });
    const link = form.get('a');
    expect(link.getAttribute('href')).toBe(
      'https://saturn.example/api/user/token'
    );
    expect(link.getAttribute('rel')).toBe('noopener noreferrer');
    for (const base_url of ['javascript:alert(1)//', null]) {
      form.draw(element({ account: makeNobody({ base_url }) }));
      expect(form.has('a')).toBe(false);
    }
    form.draw(element({ isLocal: true }));
    expect(form.has('a')).toBe(false);
  });

  it('should show as text what Saturn says', () => {
    const structure = show({ problem: PROBLEM }).structure;
    for (const text of HOSTILE.filter(Boolean)) {
      const problem = { ...PROBLEM, title: text, hint: `${text}.` };
      screen?.draw(element({ problem }));
      expect(screen?.structure).toEqual(structure);
    }
  });
});
