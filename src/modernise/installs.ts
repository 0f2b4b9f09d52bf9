import type { IMasked } from './mask';
import type { ISpan } from './notebook';

/**
 * A line that installs packages of the recipe, and what is left of it without them.
 */
export interface IInstall extends ISpan {
  /** The line without the recipe's packages; empty when it installs nothing else. */
  readonly rest: string;
  /** Whether it installs dask-saturn, dask or distributed, and not only what these needed. */
  readonly isMain: boolean;
  /** Pins that go with them: packages that had to be the cluster's, and are what is asked for no more. */
  readonly pins: ReadonlyArray<string>;
}

/** What the install cell installs. */
const MAIN = new Set(['dask-saturn', 'dask_saturn', 'dask', 'distributed']);

/** What Dask's protocol needed to be alike on both sides: a pin of them is the recipe's. */
const PLUMBING = new Set([
  'tornado',
  'cloudpickle',
  'msgpack',
  'msgpack-python',
  'toolz',
  'bokeh',
  'lz4',
  'blosc'
]);

/** What data are made of: a pin of them is the recipe's where it stands among Dask's. */
const DATA = new Set(['numpy', 'pandas', 'pyarrow', 'fsspec']);

const COMMAND =
  /^(?:[!%]{1,2}[ \t]*)?(?:\S*python\S*[ \t]+-m[ \t]+|\{sys\.executable\}[ \t]+-m[ \t]+|uv[ \t]+)?(?:pip3?|conda|mamba)[ \t]+(?:install|uninstall|remove)(?=[ \t])/;

/** Options whose value is the next word. */
const WITH_VALUE =
  /^(?:-[cfinpt]|--(?:channel|index-url|extra-index-url|find-links|name|prefix|target|constraint))$/;

/** Cell magics whose body is a shell's. */
const SHELL = /^\s*%%(?:bash|sh|shell|script[ \t]+(?:ba)?sh)\b.*$/m;

/**
 * Find the lines of a cell that install packages of the recipe.
 */
export function findInstalls(source: string, masked: IMasked): IInstall[] {
  return commandLines(source, masked).flatMap(span => {
    const install = readInstall(source.slice(span.from, span.to));
    return install ? [{ ...span, ...install }] : [];
  });
}

function commandLines(source: string, masked: IMasked): ISpan[] {
  const lines: ISpan[] = masked.magics.filter(magic => magic.kind === 'line');
  const [first] = masked.magics;
  if (first?.kind === 'cell' && first.to === source.length) {
    const isShell = SHELL.exec(source)?.index === 0;
    const body = isShell ? source.matchAll(/^[ \t]*(?![ \t%])\S.*$/gm) : [];
    for (const match of body) {
      const to = match.index + match[0].replace(/\r$/, '').length;
      lines.push({ from: match.index, to });
    }
  }
  return lines;
}

/**
 * Take the recipe's packages out of a line; null when it holds none.
 */
function readInstall(line: string): Omit<IInstall, 'from' | 'to'> | null {
  const joined = line.replace(/[ \t]*\\\r?\n[ \t]*/g, ' ');
  const commands = joined.split(/(\s*(?:&&|;)\s*)/);
  const rests: string[] = [];
  const pins: string[] = [];
  let isMain = false;
  let isChanged = false;
  for (let i = 0; i < commands.length; i += 2) {
    const command = commands[i] ?? '';
    const read = readCommand(command, joined);
    isMain = isMain || (read?.isMain ?? false);
    isChanged = isChanged || read !== null;
    pins.push(...(read?.pins ?? []));
    const rest = read ? read.rest : command;
    if (rest) {
      rests.push(...(rests.length > 0 ? [commands[i - 1] ?? ''] : []), rest);
    }
  }
  const marked = /^[!%]+/.exec(joined)?.[0] ?? '';
  const rest = rests.join('');
  const isMarked = !rest || rest.startsWith(marked);
  return isChanged
    ? { rest: isMarked ? rest : marked + rest, isMain, pins }
    : null;
}

function readCommand(
  command: string,
  line: string
): { rest: string; isMain: boolean; pins: string[] } | null {
  const head = COMMAND.exec(command)?.[0];
  if (!head) {
    return null;
  }
  const withDask = /\bdask(?:[-_]saturn)?\b(?![-_.]\w)|\bdistributed\b/.test(
    line
  );
  const pins: string[] = [];
  let rest = head;
  let isMain = false;
  let isNeeded = false;
  let isValue = false;
  let isDropped = false;
  for (const [whole, word = ''] of command
    .slice(head.length)
    .matchAll(/\s*("[^"]*"|'[^']*'|\S+)/g)) {
    const kind: Kind = isValue ? 'option' : kindOf(word, withDask);
    isValue = kind === 'option' && WITH_VALUE.test(word);
    isMain = isMain || kind === 'main';
    isDropped = isDropped || kind === 'main' || kind === 'pin';
    if (kind === 'pin') {
      pins.push(word.replace(/["']/g, ''));
    }
    if (kind === 'option' || kind === 'other') {
      rest += whole;
      isNeeded = isNeeded || kind === 'other' || /^(?:-r|-e)/.test(word);
    }
  }
  return isDropped ? { rest: isNeeded ? rest : '', isMain, pins } : null;
}

type Kind = 'main' | 'pin' | 'option' | 'other';

function kindOf(word: string, withDask: boolean): Kind {
  const bare = word.replace(/["']/g, '');
  if (/^[-|>&]|^\d>|^\/dev\/null$/.test(bare)) {
    return 'option';
  }
  if (/^(?:git\+|https?:).*dask-saturn/.test(bare)) {
    return 'main';
  }
  const [, name = '', pin] =
    /^([\w.-]+?)(?:\[[\w, -]*\])?(={1,2}[^=].*)?(?:[<>~!].*)?$/.exec(bare) ??
    [];
  const known = name.toLowerCase();
  if (MAIN.has(known)) {
    return 'main';
  }
  const isPin =
    pin !== undefined && (PLUMBING.has(known) || (withDask && DATA.has(known)));
  return isPin ? 'pin' : 'other';
}
