import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * What was typed for a number: the number, or why it is none.
 */
export type Reading =
  | { readonly value: number; readonly error?: undefined }
  | { readonly value?: undefined; readonly error: string };

/**
 * Read a whole number within limits.
 */
export function readNumber(
  text: string,
  least: number,
  most: number,
  trans: TranslationBundle
): Reading {
  const trimmed = text.trim();
  const value = /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : NaN;
  return value >= least && value <= most
    ? { value }
    : { error: trans.__('Give a whole number from %1 to %2.', least, most) };
}
