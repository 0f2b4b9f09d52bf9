import type { ISecret } from './reading';
import { isLikely, isToken } from './secrets';
import type { Value } from './values';
import { piecesOf } from './values';

/**
 * List the tokens in a value that a token is expected in.
 */
export function secretsOf(value: Value | undefined): ISecret[] {
  if (value?.kind === 'text') {
    return isToken(value.text) ? [{ ...value, isWhole: true }] : [];
  }
  // How it was put together is not known, but of what.
  const pieces = value?.kind === 'unknown' ? value.pieces : [];
  return pieces
    .filter(piece => isLikely(piece.text))
    .map(piece => ({ text: piece.text, pieces: [piece], isWhole: false }));
}

/**
 * List the tokens in the value of an `Authorization` header: `token x`, `Bearer x`.
 */
export function secretsOfHeader(value: Value): ISecret[] {
  const text = value.kind === 'text' ? value.text : '';
  const token = /^(?:token|bearer)\s+(\S+)$/i.exec(text)?.[1] ?? '';
  const pieces = piecesOf([value]).filter(
    piece => isLikely(piece.text) && token.includes(piece.text)
  );
  return pieces.length > 0 && isLikely(token)
    ? [{ text: token, pieces, isWhole: true }]
    : [];
}
