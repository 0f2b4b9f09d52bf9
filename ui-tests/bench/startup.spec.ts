import { gzipSync } from 'node:zlib';

import type { Browser, Page, Response } from '@playwright/test';
import { test } from '@playwright/test';

import { Counter, median, openLab, OTHER, report } from './measure';

const ROUNDS = Number(process.env.SATURN_BENCH_ROUNDS ?? '10');
/** JupyterLab without any of the extensions. */
const BARE = process.env.SATURN_BENCH_BARE ?? '';
/** Milliseconds after JupyterLab says that it is there: what is deferred is counted as well. */
const REST = 2_000;

interface ILoad {
  /** Milliseconds of work of the main thread. */
  task: number;
  /** Milliseconds with code of the extension on the stack; null when it was not looked for. */
  own: number | null;
  /** Bytes of the extension's files, each compressed by gzip. */
  bytes: number;
  /** The names of those files, with their bytes. */
  files: Record<string, number>;
}

interface IProfileNode {
  readonly id: number;
  readonly children?: ReadonlyArray<number>;
  readonly callFrame: { readonly url: string };
}

interface IProfile {
  readonly nodes: ReadonlyArray<IProfileNode>;
  readonly samples?: ReadonlyArray<number>;
  readonly timeDeltas?: ReadonlyArray<number>;
}

/** Sum the milliseconds of all samples that have code from this address on their stack. */
function ownTime(profile: IProfile, path: string): number {
  const own = new Set<number>();
  const nodes = new Map(profile.nodes.map(node => [node.id, node]));
  const mark = (id: number, isBelow: boolean): void => {
    const node = nodes.get(id);
    const isOwn = isBelow || !!node?.callFrame.url.includes(path);
    if (isOwn) {
      own.add(id);
    }
    node?.children?.forEach(child => mark(child, isOwn));
  };
  const root = profile.nodes[0];
  if (root) {
    mark(root.id, false);
  }
  return (profile.samples ?? []).reduce(
    (sum, id, index) =>
      sum + (own.has(id) ? (profile.timeDeltas?.[index] ?? 0) / 1000 : 0),
    0
  );
}

/** Load the page in a new browser context, that is with an empty cache. */
async function load(
  browser: Browser,
  url: string,
  name: string,
  isProfiled: boolean
): Promise<ILoad> {
  const path = `/extensions/${name}/`;
  const context = await browser.newContext();
  const page: Page = await context.newPage();
  const files: Record<string, number> = {};
  const sizing: Array<Promise<void>> = [];
  const note = async (response: Response): Promise<void> => {
    const file = new URL(response.url()).pathname.split('/').pop() ?? '';
    files[file] = gzipSync(await response.body(), { level: 9 }).length;
  };
  page.on('response', response => {
    if (response.url().includes(path)) {
      sizing.push(note(response));
    }
  });
  const counter = await Counter.of(page);
  const { session } = counter;
  if (isProfiled) {
    await session.send('Profiler.enable');
    await session.send('Profiler.setSamplingInterval', { interval: 200 });
    await session.send('Profiler.start');
  }
  await openLab(page, url);
  await new Promise(done => setTimeout(done, REST));
  const task = (await counter.get('TaskDuration')) * 1000;
  let own: number | null = null;
  if (isProfiled) {
    own = ownTime((await session.send('Profiler.stop')).profile, path);
  }
  await Promise.all(sizing);
  await context.close();
  const bytes = Object.values(files).reduce((sum, size) => sum + size, 0);
  return { task, own, bytes, files };
}

test('what the page start costs', async ({ browser, baseURL }) => {
  test.setTimeout(120_000 + ROUNDS * 60_000);
  const pages: Array<[string, string, string]> = [
    ['bare', BARE, 'jupyterlab-saturn'],
    ['ours', baseURL ?? '', 'jupyterlab-saturn'],
    ...(OTHER
      ? [['other', OTHER, 'dask-labextension'] as [string, string, string]]
      : [])
  ];
  const loads: Record<string, ILoad[]> = {};
  for (const [name, url, extension] of pages) {
    await load(browser, url, extension, false); // fills the server's own caches
    loads[name] = [];
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, url, extension] of pages) {
      loads[name]?.push(await load(browser, url, extension, false));
      loads[name]?.push(await load(browser, url, extension, true));
    }
  }
  const figures = Object.entries(loads).map(([name, all]) => {
    const plain = all.filter(one => one.own === null).map(one => one.task);
    const own = all.flatMap(one => (one.own === null ? [] : [one.own]));
    const { bytes, files } = all[all.length - 1] ?? { bytes: NaN, files: {} };
    const spread = [Math.min(...plain), Math.max(...plain)];
    return [
      name,
      { task: median(plain), spread, own: median(own), bytes, files }
    ];
  });
  report(Object.fromEntries(figures) as object);
});
