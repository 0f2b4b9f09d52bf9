import type { ISpan } from './notebook';

/**
 * What counts as a token of Saturn's.
 *
 * #### Notes
 * A token has no form of its own: Saturn's are 32 or 64 hexadecimal digits, and so are project ids and
 * hashes. So three things decide together: the *name* it is given, its *shape*, and the *place*.
 *
 * | name | shape | place |
 * |---|---|---|
 * | `saturn_token`, `SATURN_TOKEN`, `saturnToken`, `saturn_api_token`: a keyword, a key, a variable, an environment variable, or the third argument of `ExternalConnection` | 8 or more printable characters without a space, no placeholder | any Python; constants are followed through variables, cells, concatenation and f-strings |
 * | the same names | quoted: as above; bare: 16 or more characters with a digit, and no identifier | any text: comments, magics, strings, broken code, markdown, outputs (through colours and HTML), metadata |
 * | `token`, `api_token`, `access_token`, `user_token`, `auth_token`, or after `Authorization: token`/`Bearer` | 16 or more characters with a digit, none of another product's | text that also names Saturn: its packages, classes, addresses or variables |
 * | none | the very characters of a token found by the rules above, or of a piece of it of 8 or more | everywhere in the same notebook |
 *
 * A project's id is therefore never one (its name is `project_id`), nor is a hash or a UUID (they have no
 * name, or another). Placeholders hold `<`, `$`, `{` or `*`, are of one or two different characters
 * (`xxxxxxxx`), or are words about tokens without a digit (`your-token-here`).
 */
export function isToken(text: string): boolean {
  return (
    text.length >= 8 &&
    /^[!-~]+$/.test(text) &&
    !/[<>{}$*]|\.\.\.|:\/\//.test(text) &&
    new Set(text).size > 2 &&
    (/\d/.test(text) || !PLACEHOLDER.test(text))
  );
}

const PLACEHOLDER =
  /your|token|paste|insert|replace|change|example|secret|placeholder|redacted|removed|dummy|fake|goes|here|todo/i;

/**
 * Whether a name can only be that of a token of Saturn's.
 */
export function isTokenName(name: string): boolean {
  return /saturn[_.-]?(?:(?:api|user|cloud|access)[_-]?)?token$/i.test(name);
}

/**
 * Whether a text names Saturn.
 */
export function namesSaturn(text: string): boolean {
  return /dask[_-]saturn|saturn[_-]?token|saturn[_-]client|saturncloud|saturn cloud|saturnenterprise|SaturnCluster|\bSATURN_|\/api\/user\/token/i.test(
    text
  );
}

/**
 * Whether a name is one that tokens have, of Saturn's and of others.
 */
export function isGeneralName(name: string): boolean {
  return /^_*(?:(?:api|access|user|auth)[_-]?)?token$/i.test(name);
}

/**
 * A token in a text, and where its name begins.
 */
export interface INamed extends ISpan {
  readonly name: number;
  readonly isSure: boolean;
  /** Whether no quotes are around it. */
  readonly isBare: boolean;
}

/**
 * Find tokens by their names in a text of any kind.
 *
 * @param text - The text, which may hold colours for terminals and HTML.
 * @param isNearSaturn - Whether what surrounds it names Saturn.
 * @returns The spans of the tokens in the text, and where the name begins; `isSure` when what follows can only be
 * a token, whatever the text is.
 */
export function findNamed(text: string, isNearSaturn: boolean): INamed[] {
  if (!/token|authorization|ExternalConnection/i.test(text)) {
    return [];
  }
  const plain = seeThrough(text);
  const rules = [SPECIFIC, POSITIONAL];
  if (isNearSaturn || namesSaturn(plain.text)) {
    rules.push(GENERIC, HEADER);
  }
  const spans: INamed[] = [];
  for (const rule of rules) {
    for (const match of plain.text.matchAll(rule)) {
      const quoted = match[2] ?? match[4] ?? '';
      const bare = match[3] ?? '';
      // After a comma stands a default, or the next name of a list.
      const isGiven =
        rule === POSITIONAL ||
        (rule === SPECIFIC && !/,\s*\S*$/.test(match[0]));
      const accepted = quoted
        ? isToken(quoted) && (isGiven || isLikely(quoted))
        : isLikely(bare);
      if (accepted) {
        const value = quoted || bare;
        const from = match.index + match[0].lastIndexOf(value);
        spans.push({
          ...plain.locate(from, from + value.length),
          name: plain.locate(match.index, match.index + 1).from,
          // Python reads no quotes of word processors.
          isSure: rule === HEADER || match[4] !== undefined,
          isBare: !quoted
        });
      }
    }
  }
  return spans;
}

/**
 * Find the very characters of known tokens.
 */
export function findKnown(text: string, known: ReadonlyArray<string>): ISpan[] {
  return known.flatMap(token => {
    const spans: ISpan[] = [];
    for (
      let from = text.indexOf(token);
      from >= 0;
      from = text.indexOf(token, from + token.length)
    ) {
      spans.push({ from, to: from + token.length });
    }
    return spans;
  });
}

/**
 * List how a token stands in what holds it as Base64, wherever it begins there, or as hexadecimal digits.
 */
export function encodingsOf(token: string): string[] {
  const base64 = [0, 1, 2].map(before => {
    const bits = (before + token.length) * 8;
    return btoa('\0'.repeat(before) + token).slice(
      Math.ceil((before * 8) / 6),
      Math.floor(bits / 6)
    );
  });
  const digits = [...token].map(one => one.charCodeAt(0).toString(16));
  return [...base64, digits.join('')];
}

/**
 * List what to look for of a token that was written in pieces: what may be a word is none of it.
 */
export function recognisable(
  whole: string,
  pieces: ReadonlyArray<string>
): string[] {
  return [...new Set([whole, ...pieces])].filter(
    piece => isToken(piece) && (/\d/.test(piece) || /^[\da-f]+$/i.test(piece))
  );
}

/**
 * Sort spans and join those that overlap.
 */
export function merge(spans: ReadonlyArray<ISpan>): ISpan[] {
  const merged: ISpan[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = merged[merged.length - 1];
    if (last && span.from < last.to) {
      merged[merged.length - 1] = {
        from: last.from,
        to: Math.max(last.to, span.to)
      };
    } else {
      merged.push(span);
    }
  }
  return merged;
}

/**
 * Ends of a name, a sign that gives it a value, and the value: quoted (1: quote, 2: value), bare (3) or within
 * the quotes that word processors make (4). A sign is also the border of a table's cell, and stars and back-ticks
 * are how Markdown writes a name.
 */
const VALUE = String.raw`[\\"'\u0060*]{0,3}\s?[\])]?(?:\s*(?:=>|[=:,|])[\s*]*|[ \t]+)(?:[rbuf]?\\?(["'\u0060])([^"'\u0060\s\\]{8,})\\?\1|([\w\-.~+/=]{16,})|[\u2018\u201c]([^\u2018-\u201f\s]{8,})[\u2019\u201d])`;

const SPECIFIC = new RegExp(
  String.raw`saturn[ _.-]?(?:(?:api|user|cloud|access)[ _-]?)?token${VALUE}`,
  'gi'
);

const GENERIC = new RegExp(
  String.raw`(?<![\w-])(?:(?:api|access|user|auth)[_-]?)?token${VALUE}`,
  'gi'
);

/** The third argument by its place. */
const POSITIONAL =
  /ExternalConnection\(\s*[rbuf]?(["'`])[^"'`\n]{1,200}\1\s*,\s*[rbuf]?\1[^"'`\n]{1,200}\1\s*,\s*[rbuf]?\1([^"'`\s\\]{8,})\1/g;

const HEADER =
  /authorization\\?["'`]?\s*[\])]?\s*[=:,]\s*f?\\?["'`]?\s*(?:token|bearer)\s+()()([\w\-.~+/=]{16,})/gi;

/** How tokens of other products begin. */
const FOREIGN =
  /^(?:gh[opsur]_|github_pat_|hf_|xox[abp]-|sk-|AKIA|glpat-|dapi|ya29\.)/;

/**
 * Whether characters without a sure name look like a token.
 */
export function isLikely(text: string): boolean {
  return (
    text.length >= 16 &&
    isToken(text) &&
    /\d/.test(text) &&
    /^[\w\-.~+/=]+$/.test(text) &&
    !FOREIGN.test(text) &&
    !/^_*[A-Za-z]+(?:[_.][A-Za-z]+\d{0,3})+_*$/.test(text) &&
    !/^[\w.-]+\.(?:com|io|org|json|txt|py)\b/.test(text)
  );
}

/** What does not show: a terminal's colours, tags. */
const UNSEEN = new RegExp(
  String.raw`\u001b\[[\d;]*[A-Za-z]|<\/?[a-z][^<>]{0,200}>|&(?:quot|#39|#x27|#34);`,
  'gi'
);

/**
 * Read what a text shows, and know where it stands in the text.
 */
function seeThrough(text: string): {
  text: string;
  locate: (from: number, to: number) => ISpan;
} {
  const offsets: number[] = [];
  let shown = '';
  let at = 0;
  const take = (piece: string, from: number, isOne: boolean) => {
    for (let i = 0; i < piece.length; i++) {
      offsets.push(isOne ? from : from + i);
    }
    shown += piece;
  };
  for (const match of text.matchAll(UNSEEN)) {
    take(text.slice(at, match.index), at, false);
    if (match[0].startsWith('&')) {
      take(/quot|34/.test(match[0]) ? '"' : "'", match.index, true);
    }
    if (/^<\/?(?:t[dhr]|p|div|li|br|d[dt])\b/i.test(match[0])) {
      take(' ', match.index, true);
    }
    at = match.index + match[0].length;
  }
  take(text.slice(at), at, false);
  return {
    text: shown,
    locate: (from, to) => ({
      from: offsets[from] ?? text.length,
      to: (offsets[to - 1] ?? text.length - 1) + 1
    })
  };
}
