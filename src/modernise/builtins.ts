import type { Value } from './values';
import { piecesOf } from './values';

/** Calls that make a text of another one. */
const DECODERS =
  /(?:^|\.)(?:(?:standard_|urlsafe_)?b64decode|a85decode|fromhex|unhexlify|bytes|reversed|loads|safe_load)$/;

/**
 * What a call of Python's own gives; null for those that are not known here.
 *
 * @param name - As it is written: `str`, `importlib.import_module`.
 */
export function callBuiltin(
  name: string,
  values: ReadonlyArray<Value>
): Value | null {
  const [first, second] = values;
  if (name === 'str' && first) {
    return first;
  }
  if (DECODERS.test(name)) {
    return { kind: 'unknown', pieces: piecesOf(values) };
  }
  if (/^(?:__import__|(?:\w+\.)?import_module)$/.test(name)) {
    return first?.kind === 'text' ? { kind: 'path', path: first.text } : null;
  }
  return name === 'getattr' && first?.kind === 'path' && second?.kind === 'text'
    ? { kind: 'path', path: `${first.path}.${second.text}` }
    : null;
}
