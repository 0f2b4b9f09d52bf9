import React, { act } from 'react';

import { Address } from '../signin/address';
import { Project } from '../signin/project';
import { Screen } from './render';
import {
  BASE_URL,
  makeConnection,
  makeSnapshot,
  PROBLEM,
  settle,
  trans
} from './values';

const OTHER = 'https://other.example/';

describe('the fields for the connection', () => {
  const onChoose = jest.fn();
  let screen: Screen;

  beforeEach(() => {
    jest.resetAllMocks();
    onChoose.mockResolvedValue(null);
  });

  afterEach(() => {
    screen.close();
  });

  function input(): HTMLInputElement {
    return screen.get('input') as HTMLInputElement;
  }

  function type(text: string): void {
    const { set } =
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value') ??
      {};
    act(() => {
      set?.call(input(), text); // React's own setter would hide the change from it
      input().dispatchEvent(new Event('input', { bubbles: true }));
    });
  }

  function press(key: string): void {
    act(() => {
      input().dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true })
      );
    });
  }

  describe('Address', () => {
    function show(values: Partial<Address.IProps> = {}): void {
      const element = (
        <Address
          id="address"
          value={BASE_URL}
          connection={makeConnection()}
          isLocal={false}
          stored={[BASE_URL, OTHER]}
          onChoose={onChoose}
          trans={trans}
          {...values}
        />
      );
      screen = new Screen(element);
    }

    it.each(['Enter', 'blur'])('should commit at %s', async how => {
      show();
      type(` ${OTHER} `);
      expect(onChoose).not.toHaveBeenCalled();
      if (how === 'Enter') {
        press('Enter');
      } else {
        act(() => {
          input().dispatchEvent(new Event('focusout', { bubbles: true }));
        });
      }
      expect(onChoose.mock.calls).toEqual([[OTHER]]);
      await act(settle);
    });

    it('should put the former value back where the server refuses', async () => {
      onChoose.mockResolvedValue(PROBLEM);
      show();
      type('https://me:secret@x.example');
      press('Enter');
      await act(settle);
      expect(input().value).toBe(BASE_URL);
      expect(input().getAttribute('aria-invalid')).toBe('true');
      expect(screen.get('[role="status"]').textContent).toBe(
        '✕ Saturn does not answer. The connection was refused. The address is as it was.'
      );
      expect(screen.text).not.toContain('secret');
    });

    it('should take no token for an address', async () => {
      show();
      type('eyJhbGciOiJIUzI1NiIsInR5cCI6.eyJzdWIiOiIxIn0.c2lnbmF0dXJl');
      press('Enter');
      await act(settle);
      expect(onChoose).not.toHaveBeenCalled();
      expect(input().value).toBe(BASE_URL);
      expect(screen.get('[role="status"]').textContent).toContain(
        'That looks like a token.'
      );
    });

    it('should change nothing without a change', () => {
      show();
      type(BASE_URL);
      press('Enter');
      expect(onChoose).not.toHaveBeenCalled();
    });

    it.each([
      ['admin', 'Fixed by the administrator'],
      ['environment', 'Fixed by SATURN_BASE_URL']
    ] as const)('should be read-only, with its source: %s', (source, words) => {
      show({
        value: OTHER,
        connection: makeConnection({ base_url_source: source })
      });
      expect(input().readOnly).toBe(true);
      expect(input().value).toBe(BASE_URL); // what is in force, not the setting
      expect(screen.text).toContain(words);
    });

    it('should say what is in use', () => {
      show({ value: '', isLocal: true });
      expect(screen.text).toContain('✓ In use: the local Saturn');
      expect(screen.get('label').getAttribute('for')).toBe('address');
      expect(screen.node.querySelectorAll('option')).toHaveLength(2);
    });
  });

  describe('Project', () => {
    const onChange = jest.fn();

    function show(values: Partial<Project.IProps> = {}): void {
      const element = (
        <Project
          id="project"
          value="research"
          snapshot={makeSnapshot()}
          projects={[
            { id: 'p1', name: 'research', clusters: 2 },
            { id: 'p2', name: 'twin', clusters: 1 },
            { id: 'p3', name: 'twin', clusters: 1 }
          ]}
          onChange={onChange}
          onFocus={jest.fn()}
          onChoose={onChoose}
          trans={trans}
          {...values}
        />
      );
      screen = new Screen(element);
    }

    it.each([
      ['✓ research · 2 clusters', {}],
      [
        '✓ elsewhere',
        { snapshot: makeSnapshot({ project: { id: 'p9', name: 'elsewhere' } }) }
      ],
      [
        '✕ Saturn does not answer. The connection was refused. Check the address.',
        { snapshot: makeSnapshot({ project: null, project_problem: PROBLEM }) }
      ],
      [
        'It is looked up when the clusters are read.',
        { snapshot: makeSnapshot({ project: null }) }
      ],
      ['', { value: '' }]
    ])('should say which project it is: %s', (words, values) => {
      show(values);
      expect(screen.get('[role="status"]').textContent).toBe(words);
    });

    it('should offer names where they are one project’s, else ids', () => {
      show();
      const values = [...screen.node.querySelectorAll('option')].map(
        option => option.value
      );
      expect(values).toEqual(['research', 'p2', 'p3']);
    });

    it('should commit what is chosen from the list, or typed and entered', () => {
      show({ value: '' });
      type('p2');
      expect(onChange.mock.calls).toEqual([['p2']]);
      type('my own ');
      expect(onChange).toHaveBeenCalledTimes(1);
      press('Enter');
      expect(onChange.mock.calls[1]).toEqual(['my own']);
    });

    it.each(['Enter', 'a press on Use other.example'])(
      'should keep a token out of the settings, at %s',
      async how => {
        const canary = `${OTHER}?token=canary`;
        show();
        type(canary);
        if (how === 'Enter') {
          press('Enter');
        } else {
          screen.press('Use other.example');
          await act(settle);
        }
        expect(onChange).not.toHaveBeenCalled();
        expect(onChoose).not.toHaveBeenCalled();
        expect(input().value).toBe('research');
        expect(input().getAttribute('aria-invalid')).toBe('true');
        expect(screen.get('[role="status"]').textContent).toBe(
          '✕ This looks like a token: paste it into Token. The project is as it was.'
        );
        press('Enter'); // and what stands there now changes nothing
        expect(screen.text).toContain('This looks like a token');
        const page = new XMLSerializer().serializeToString(document);
        expect(page).not.toContain('canary');
        type('research 2');
        expect(screen.text).not.toContain('token');
      }
    );

    it('should take a project of that name all the same', () => {
      const name = 'token analysis';
      show({ projects: [{ id: 'p1', name, clusters: 1 }] });
      type(name);
      press('Enter');
      expect(onChange).toHaveBeenCalledWith(name);
    });

    it('should propose the Saturn of a pasted page, without going there', async () => {
      show();
      type(`${OTHER}dash/projects/${'a'.repeat(32)}`);
      expect(screen.text).toContain(`This page is on ${OTHER}`);
      expect(onChoose).not.toHaveBeenCalled();
      onChoose.mockResolvedValue(PROBLEM);
      screen.press('Use other.example');
      expect(onChange.mock.calls).toEqual([
        [`${OTHER}dash/projects/${'a'.repeat(32)}`]
      ]);
      expect(onChoose.mock.calls).toEqual([[OTHER]]);
      await act(settle);
      expect(screen.text).toContain('✕ Saturn does not answer.');
    });

    it.each([
      [`${BASE_URL}dash/projects/x`, 'settings'],
      [`${OTHER}dash/projects/x`, 'admin'],
      ['https://[', 'settings'],
      ['javascript:x', 'settings']
    ] as const)('should propose nothing for %s (%s)', (text, source) => {
      const connection = makeConnection({ base_url_source: source });
      show({ snapshot: makeSnapshot({ connection }) });
      type(text);
      expect(screen.text).not.toContain('Use that Saturn?');
    });
  });
});
