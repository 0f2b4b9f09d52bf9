import type { ReactElement } from 'react';
import { act } from 'react';
import { createRoot } from 'react-dom/client';

import type { ISidebarActions } from '../sidebar/props';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

// A document that is not drawn has no sizes: rows are this high, and all else is much higher.
for (const name of ['offsetHeight', 'clientHeight']) {
  Object.defineProperty(HTMLElement.prototype, name, {
    get(this: HTMLElement) {
      return this.getAttribute('role') === 'row' ? 33 : 660;
    }
  });
}

/**
 * What a user sees of a component.
 */
export class Screen {
  constructor(element: ReactElement) {
    document.body.append(this.node);
    this.draw(element);
  }

  readonly node = document.createElement('div');

  /** Draw again, with other properties. */
  draw(element: ReactElement): void {
    act(() => this._root.render(element));
  }

  /** All words, with single spaces. */
  get text(): string {
    return (this.node.textContent ?? '').replace(/\s+/g, ' ');
  }

  /** The names of all buttons: of those that can be pressed, and of the others in parentheses. */
  get buttons(): string[] {
    return this._buttons.map(button =>
      button.getAttribute('aria-disabled') === 'true'
        ? `(${nameOf(button)})`
        : nameOf(button)
    );
  }

  get(selector: string): HTMLElement {
    const found = this.node.querySelector<HTMLElement>(selector);
    if (!found) {
      throw new Error(`There is no ${selector} in: ${this.text}`);
    }
    return found;
  }

  has(selector: string): boolean {
    return this.node.querySelector(selector) !== null;
  }

  press(name: string): void {
    const button = this._buttons.find(b => nameOf(b) === name);
    if (!button) {
      throw new Error(`There is no ${name} among: ${this.buttons.join(', ')}`);
    }
    act(() => button.click());
  }

  /** Every element with the names of its attributes: all of the structure, and no text. */
  get structure(): string[] {
    return [...this.node.querySelectorAll('*')].map(
      element => `${element.tagName} ${element.getAttributeNames().join(' ')}`
    );
  }

  close(): void {
    act(() => this._root.unmount());
    this.node.remove();
  }

  private get _buttons(): HTMLButtonElement[] {
    return [...this.node.querySelectorAll('button')];
  }

  private readonly _root = createRoot(this.node);
}

function nameOf(button: HTMLButtonElement): string {
  return button.getAttribute('aria-label') ?? button.textContent ?? '';
}

/**
 * Actions that note what is asked for.
 */
export function noteActions(): ISidebarActions & { readonly asked: unknown[] } {
  const asked: unknown[] = [];
  const note =
    (name: string) =>
    (...args: unknown[]): void => {
      asked.push([name, ...args]);
    };
  return {
    asked,
    select: note('select'),
    start: note('start'),
    stop: note('stop'),
    restart: note('restart'),
    scale: note('scale'),
    attach: note('attach'),
    detach: note('detach'),
    create: note('create'),
    refresh: note('refresh'),
    openSettings: note('openSettings'),
    keep: note('keep'),
    resources: id => {
      asked.push(['resources', id]);
      return Promise.resolve({ owner: 'ada', jobs: [], deployments: [] });
    }
  };
}
