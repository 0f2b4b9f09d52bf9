/**
 * A token with its name before it, as in shell, Python, JSON and the query of an address.
 */
const NAMED = /(?:^|[^a-z0-9])(?:saturn_)?token["'\])]*\s*[=:]/i;

/**
 * The header that carries a token, or its value.
 */
const HEADER = /^(?:authorization\s*:\s*)?(?:token|bearer)\s+\S+$/i;

/**
 * What no name begins with, but JSON and quotes do.
 */
const QUOTED = /^[{["'`]/;

/**
 * A run of letters and digits that nobody chose as a name; a JSON web token holds several.
 */
const OPAQUE = /(?=[\w+/=]*\d)(?=[\w+/=]*[a-z])[\w+/=]{20,}/i;

/**
 * The id of a project; a token of this form cannot be told from it.
 */
const PROJECT_ID = /^[0-9a-f]{32}$/i;

/**
 * Tell whether a text is rather a token than the id, the name or the address of a project.
 */
export function looksLikeToken(text: string): boolean {
  const trimmed = text.trim();
  if (NAMED.test(trimmed) || HEADER.test(trimmed) || QUOTED.test(trimmed)) {
    return true;
  }
  const isPlace = /^https?:\/\//i.test(trimmed) || PROJECT_ID.test(trimmed);
  return !isPlace && OPAQUE.test(trimmed);
}
