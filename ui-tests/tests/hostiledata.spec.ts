import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { Double, enterToken, forgetToken, HOSTILE, setSetting } from './double';
import { expect, test } from './saturn';

/** Elements and attributes that the hostile texts would bring. */
const INTRUDERS = [
  ...['onerror', 'onload', 'ontoggle', 'srcdoc'].map(name => `[${name}]`),
  'a[href^="javascript:"]',
  'a:not(.jp-Saturn-link)', // our own links are looked at one by one
  ...['base', 'b', 'body', 'details', 'embed', 'form', 'h1', 'i'],
  ...['iframe', 'img', 'link', 'marquee', 'math', 'meta', 'noscript'],
  ...['object', 'script', 'style', 'template', 'video']
].join(', ');

/** Describe every such element of the page. */
function intruders(page: IJupyterLabPageFixture): Promise<string[]> {
  return page
    .locator(INTRUDERS)
    .evaluateAll(nodes =>
      nodes
        .map(node => new XMLSerializer().serializeToString(node.cloneNode()))
        .sort()
    );
}

/** Count the panel's elements by name and class: a new kind shows. */
function census(page: IJupyterLabPageFixture): Promise<string[]> {
  return page.evaluate(() =>
    [
      ...new Set(
        [...document.querySelectorAll('.jp-Saturn *')].map(
          node => `${node.tagName} ${node.getAttribute('class') ?? ''}`
        )
      )
    ].sort()
  );
}

/** Have the names shown in a question, and Saturn's refusal in a notice. */
async function startInVain(page: IJupyterLabPageFixture): Promise<void> {
  const grid = page.getByRole('treegrid', { name: 'Clusters' });
  await page.keyboard.press('Home');
  await expect(grid.locator('[data-index="0"]')).toBeFocused();
  // Rows come and go while the list moves: from here on it is always the same one.
  const stopped = grid.getByRole('row').filter({ hasText: 'Stopped' }).first();
  const index = await stopped.getAttribute('data-index');
  const row = grid.locator(`[data-index="${index}"]`);
  await row.locator('.jp-Saturn-rowTitle').click();
  await row.getByRole('button', { name: 'Start', exact: true }).click();
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog).toContainText('runs until it is stopped');
  expect(await intruders(page)).toEqual(await before);
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.locator('.Toastify__toast')).toHaveCount(1);
  expect(await intruders(page)).toEqual(await before);
  await page.getByTitle('Hide notification', { exact: true }).click();
  await expect(page.locator('.Toastify__toast')).toHaveCount(0);
}

let before: Promise<string[]>;

async function look(
  page: IJupyterLabPageFixture,
  texts: string[]
): Promise<string[]> {
  const file = join(mkdtempSync(join(tmpdir(), 'saturn-texts-')), 'texts.json');
  writeFileSync(file, JSON.stringify(texts));
  const double = await Double.start(file);
  try {
    await setSetting(page, 'baseUrl', double.url);
    await enterToken(page, double.url);
    const grid = page.getByRole('treegrid', { name: 'Clusters' });
    await expect(grid).toHaveAttribute('aria-rowcount', `${texts.length}`);
    const kinds = new Set<string>();
    await grid.getByRole('row').first().focus();
    await page.keyboard.press('Home');
    for (let index = 0; index < texts.length; index++) {
      // Only the rows in sight are there; the arrow keys bring the next one.
      const row = grid.locator(`[data-index="${index}"]`);
      await expect(row).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(row).toHaveClass(/jp-mod-selected/);
      await expect(page.getByText('Asking the cluster')).toHaveCount(0);
      (await census(page)).forEach(kind => kinds.add(kind));
      await page.keyboard.press('ArrowDown');
    }
    await startInVain(page);
    const links = await page
      .locator('.jp-Saturn a')
      .evaluateAll(nodes => nodes.map(node => node.getAttribute('href') ?? ''));
    expect(links.length).toBeGreaterThan(0);
    expect(
      links.filter(
        link => !link.startsWith(`${new URL(double.url).origin}/dash/`)
      )
    ).toEqual([]);
    return [...kinds].sort();
  } finally {
    await forgetToken(page, double.url);
    await setSetting(page, 'baseUrl', '');
    double.stop();
  }
}

test('T10 thirty hostile texts in every field execute nothing and add no element', async ({
  page,
  saturn
}) => {
  test.slow();
  await expect(saturn.panel).toBeVisible();
  before = intruders(page);
  const opened: string[] = [];
  page.on('dialog', dialog => {
    opened.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', request => {
    if (request.url().includes('x.example')) {
      opened.push(request.url());
    }
  });
  const plain = await look(
    page,
    HOSTILE.map((_, index) => `plain ${index}`)
  );
  expect(plain.length).toBeGreaterThan(10);
  const hostile = await look(page, HOSTILE);
  expect(hostile).toEqual(plain);
  await expect(saturn.panel).toContainText('Local Saturn');
  expect(await intruders(page)).toEqual(await before);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  expect(opened).toEqual([]);
});
