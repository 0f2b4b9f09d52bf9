import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import ts from 'typescript';

const SOURCES = join(__dirname, '..', '..', 'src');

/** The locale that JupyterLab keeps for translations that are none. */
export const LOCALE = 'ach-UG';

/** What a translator's calls are named, and how many of their arguments are the words. */
const CALLS: Readonly<Record<string, number>> = { __: 1, _n: 2 };

/** The attributes that users see or hear. */
const SPOKEN = [
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
  'title',
  'placeholder',
  'alt'
];

/** What text is after its translation. */
export function marked(text: string): string {
  return `⟦${text}⟧`;
}

/**
 * Return every word of the sources as its translation into nothing but itself, marked.
 */
function catalogue(): Record<string, unknown> {
  const messages: Record<string, string[]> = {};
  const read = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression)
    ) {
      const words = node.arguments
        .slice(0, CALLS[node.expression.name.text] ?? 0)
        .filter(ts.isStringLiteralLike)
        .map(argument => argument.text);
      if (words[0] !== undefined) {
        messages[words[0]] = words.map(marked);
      }
    }
    ts.forEachChild(node, read);
  };
  for (const path of readdirSync(SOURCES, { recursive: true })) {
    const name = path.toString();
    if (/\.tsx?$/.test(name) && !name.includes('__tests__')) {
      const text = readFileSync(join(SOURCES, name), 'utf-8');
      read(ts.createSourceFile(name, text, ts.ScriptTarget.Latest));
    }
  }
  return {
    '': {
      domain: 'jupyterlab_saturn',
      language: LOCALE,
      version: '1',
      plural_forms: 'nplurals=2; plural=(n != 1);'
    },
    ...messages
  };
}

/**
 * Have JupyterLab translate our words, and ours only; before the page is opened.
 */
export async function translate(page: IJupyterLabPageFixture): Promise<void> {
  const json = { data: { jupyterlab_saturn: catalogue() }, message: '' };
  await page.route(/\/api\/translations\/[^?]*ach[-_]UG/, route =>
    route.fulfill({ json })
  );
}

/**
 * Return the words that users see or hear in `parts` and that nobody translated.
 *
 * @param data - What is no word: names and figures, which are the same in every language.
 */
export async function rawWords(
  page: IJupyterLabPageFixture,
  parts: ReadonlyArray<string>,
  data: ReadonlyArray<RegExp> = []
): Promise<string[]> {
  const texts = await page.evaluate(
    ([selector, attributes]) => {
      const found: string[] = [];
      for (const root of document.querySelectorAll(selector)) {
        const walker = document.createTreeWalker(root);
        for (
          let node: Node | null = root;
          node !== null;
          node = walker.nextNode()
        ) {
          if (node instanceof Element) {
            for (const name of attributes) {
              found.push(node.getAttribute(name) ?? '');
            }
          } else if (!node.parentElement?.closest('svg, style')) {
            found.push(node.textContent ?? '');
          }
        }
      }
      return found;
    },
    [parts.join(', '), SPOKEN] as const
  );
  return [...new Set(texts)].filter(text => /\p{L}/u.test(rest(text, data)));
}

/** What remains of a text without what is marked, from the inside out, and without data. */
function rest(text: string, data: ReadonlyArray<RegExp>): string {
  let before = '';
  let after = text;
  while (after !== before) {
    before = after;
    after = before.replace(/⟦[^⟦⟧]*⟧/gu, '');
  }
  // A sentence goes on in the next element.
  after = after.replace(/⟦[^⟧]*$|^[^⟦]*⟧/gu, '');
  return data.reduce((left, pattern) => left.replace(pattern, ''), after);
}

/**
 * Return the names and captions of our commands that nobody translated.
 */
export async function rawCommands(
  page: IJupyterLabPageFixture
): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const { commands } = window.jupyterapp;
    return commands
      .listCommands()
      .filter(id => id.startsWith('saturn:'))
      .flatMap(id => [commands.label(id), commands.caption(id)]);
  });
  return texts.filter(text => /\p{L}/u.test(rest(text, [])));
}
