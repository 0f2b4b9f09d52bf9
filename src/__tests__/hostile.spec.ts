import fc from 'fast-check';

import { attachMessage } from '../kernel/messages';
import { HOSTILE, makeRef } from './values';

/** Pieces that mean harm: to Python, to JSON, to base64, to the eye. */
const PIECES = [
  ...HOSTILE,
  ...`'"\\{}()[]\n\r\t\0$%&;#:,=<>+/`,
  ...["'''", '"""', "'})", '\\N{BULLET}', '%s', '{0}', '${x}'],
  ...["__import__('os').system('id')", 'tls://evil.example:1', '-----BEGIN'],
  ...['\u2028', '\u202e', '\ud800']
];

/** Names and addresses that somebody else chose. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.constantFrom(...PIECES), { maxLength: 8 })
    .map(pieces => pieces.join(''))
);

const ref = fc.record({
  id: text,
  name: text,
  project_id: fc.option(text),
  base_url: text
});

describe('T9 hostile data', () => {
  it('should leave the code for kernels byte-identical but for its literal, 10,000 times', () => {
    const { code } = attachMessage(makeRef(), 'client', 'cluster');
    const end = code.lastIndexOf("'})");
    const head = code.slice(0, code.lastIndexOf("'", end - 1) + 1);
    const tail = code.slice(end);
    fc.assert(
      fc.property(ref, text, text, (cluster, variable, object) => {
        const { code } = attachMessage(cluster, variable, object);
        const literal = code.slice(head.length, -tail.length);
        expect(code).toBe(`${head}${literal}${tail}`);
        expect(literal).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
        const bytes = Uint8Array.from(atob(literal), c => c.charCodeAt(0));
        const data: unknown = JSON.parse(new TextDecoder().decode(bytes));
        expect(data).toEqual({ cluster, variable, cluster_variable: object });
      }),
      { numRuns: 10_000 }
    );
  });
});
