/**
 * Read an address that a notebook names: of the kind that a token may go to, and no more of it than its host.
 *
 * @returns The base URL, or null when it is none. It is anybody's word: have it confirmed.
 */
export function readAddress(text: string | null): string | null {
  if (!text || !URL.canParse(text)) {
    return null;
  }
  const { protocol, hostname, origin } = new URL(text);
  const isLoopback = /^(127\.0\.0\.1|localhost|\[::1\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback)
    ? `${origin}/`
    : null;
}
