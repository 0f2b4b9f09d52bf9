/**
 * Milliseconds after which typing begins anew.
 */
const TYPING = 700;

/**
 * What a key asks of the list.
 */
export type Move =
  | { readonly kind: 'to'; readonly index: number }
  | { readonly kind: 'open' }
  | { readonly kind: 'enter' }
  | { readonly kind: 'leave' }
  | { readonly kind: 'next' }
  | { readonly kind: 'previous' }
  | { readonly kind: 'type'; readonly text: string };

/**
 * Where the focus is when a key is pressed.
 */
export interface IPlace {
  readonly index: number;
  readonly count: number;
  /** How many rows are in sight at once. */
  readonly page: number;
  readonly isOpen: boolean;
  /** Whether a control within the row has the focus. */
  readonly isInside: boolean;
}

/**
 * Say what a key asks for, after the pattern of a tree grid; null when it is none of ours.
 */
export function moveOf(
  event: Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>,
  place: IPlace
): Move | null {
  if (event.altKey || event.ctrlKey || event.metaKey) {
    return null;
  }
  const { index, count, isOpen, isInside } = place;
  const page = Math.max(1, place.page - 1);
  const to = (wanted: number): Move => ({
    kind: 'to',
    index: Math.min(Math.max(wanted, 0), count - 1)
  });
  switch (event.key) {
    case 'ArrowDown':
      return to(index + 1);
    case 'ArrowUp':
      return to(index - 1);
    case 'PageDown':
      return to(index + page);
    case 'PageUp':
      return to(index - page);
    case 'Home':
      return to(0);
    case 'End':
      return to(count - 1);
    case 'ArrowRight':
      return { kind: isInside ? 'next' : isOpen ? 'enter' : 'open' };
    case 'ArrowLeft':
      return isInside ? { kind: 'previous' } : null;
    case 'Escape':
      return isInside ? { kind: 'leave' } : null;
    case 'Enter':
    case ' ':
      return isInside ? null : { kind: isOpen ? 'enter' : 'open' };
    default:
      return !isInside && event.key.length === 1
        ? { kind: 'type', text: event.key }
        : null;
  }
}

/**
 * Puts letters together that are typed one soon after the other.
 */
export class Typing {
  /**
   * @param now - Milliseconds, by any clock.
   */
  add(letter: string, now: number): string {
    const isNew = !this.isOn(now);
    // The same letter again goes on to the next name that begins with it.
    const isAgain = !isNew && this._text === letter;
    this._text = isNew || isAgain ? letter : this._text + letter;
    this._at = now;
    return this._text;
  }

  /**
   * Whether a letter would be put to others.
   */
  isOn(now: number): boolean {
    return now - this._at <= TYPING;
  }

  private _text = '';
  private _at = Number.NEGATIVE_INFINITY;
}
