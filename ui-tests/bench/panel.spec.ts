import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';

import { Counter, median, openLab, OTHER, report, showPanel } from './measure';

const COUNT = 500;
const OTHER_COUNT = 100;
const LOADS = 5;
const ROUNDS = Number(process.env.SATURN_BENCH_ROUNDS ?? '100');

const STATE = '**/jupyterlab-saturn/api/state?*';
const ROWS = '.jp-Saturn [role="row"][aria-rowindex]';
const WORKER_ROWS = '.jp-Saturn table tbody tr';
const OTHER_PANEL = 'dask-dashboard-launcher';
const OTHER_ROWS = '.dask-ClusterListingItem';

// A trace takes a picture of the page at each step, and several times as long as what is measured.
test.use({ trace: 'off' });

interface IFigures {
  /** Milliseconds until the list is painted, the median of some page loads. */
  paint: number;
  /** Milliseconds of script in one refresh, the median. */
  refresh: number;
  /** Milliseconds of script that measuring takes with nothing to refresh, the median. */
  tool: number;
  /** Elements in the panel. */
  nodes: number;
  /** MiB more after all rounds. */
  heap: number;
}

async function nextFrame(page: Page): Promise<void> {
  await page.evaluate(() => new Promise(requestAnimationFrame));
}

/** Refresh many times. */
async function rounds(
  page: Page,
  panel: string,
  refresh: () => Promise<void>
): Promise<Omit<IFigures, 'paint'>> {
  const counter = await Counter.of(page);
  for (let round = 0; round < 10; round++) {
    await refresh(); // what is compiled and kept once is not growth
  }
  const tool: number[] = [];
  for (let round = 0; round < 20; round++) {
    tool.push(await counter.script(() => nextFrame(page)));
  }
  const before = await counter.heap();
  const script: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    script.push(await counter.script(refresh));
  }
  const heap = (await counter.heap()) - before;
  const nodes = await page.locator(`${panel} *`).count();
  return { refresh: median(script), tool: median(tool), nodes, heap };
}

/** Have one cluster in ten say something new at each look. */
async function changeAtEachLook(page: Page): Promise<void> {
  let look = 0;
  await page.route(STATE, async route => {
    const headers = { ...route.request().headers() };
    delete headers['if-none-match'];
    const response = await route.fetch({ headers });
    const snapshot = (await response.json()) as {
      revision: number;
      clusters: Array<Record<string, unknown>>;
    };
    snapshot.revision = ++look;
    snapshot.clusters.forEach((cluster, index) => {
      cluster.worker_count = index % 10 ? 2 : look % 100;
    });
    await route.fulfill({ response, json: snapshot });
  });
}

async function refreshList(page: Page): Promise<void> {
  const answered = page.waitForResponse(STATE);
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('saturn:refresh')
  );
  await answered;
  await nextFrame(page);
}

async function measureList(page: Page, url: string): Promise<IFigures> {
  const paints: number[] = [];
  for (let load = 0; load < LOADS; load++) {
    await openLab(page, url);
    paints.push(await showPanel(page, 'jupyterlab-saturn', ROWS));
  }
  await changeAtEachLook(page);
  const grid = page.getByRole('treegrid', { name: 'Clusters' });
  await expect(grid).toHaveAttribute('aria-rowcount', String(COUNT));
  const figures = await rounds(page, '.jp-Saturn', () => refreshList(page));
  await page.unroute(STATE);
  return { paint: median(paints), ...figures };
}

/** Turn the page in the page itself: Playwright's looks would be counted with it. */
async function turn(page: Page, text: string): Promise<void> {
  await page.evaluate(async text => {
    const panel = document.querySelector('.jp-Saturn');
    const buttons = [...(panel?.querySelectorAll('button') ?? [])];
    buttons.find(button => button.textContent === 'Next')?.click();
    while (!panel?.textContent?.includes(text)) {
      await new Promise(requestAnimationFrame);
    }
    await new Promise(requestAnimationFrame);
  }, text);
}

/** Open a running cluster, and turn page after page: each asks and draws all rows anew. */
async function measureWorkers(page: Page, url: string): Promise<IFigures> {
  await openLab(page, url);
  await showPanel(page, 'jupyterlab-saturn', ROWS);
  const panel = page.getByRole('region', { name: 'Saturn', exact: true });
  const first = panel.getByRole('row', { name: 'first-steps' });
  await first.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(first).toContainText('Running');
  await expect(panel).toContainText('of 10,000');
  const paints: number[] = [];
  for (let load = 0; load < LOADS; load++) {
    await openLab(page, url);
    paints.push(await showPanel(page, 'jupyterlab-saturn', WORKER_ROWS));
  }
  let begin = 1;
  const figures = await rounds(page, '.jp-Saturn', async () => {
    begin += 25;
    await turn(page, `${begin.toLocaleString('en')}–`);
  });
  return { paint: median(paints), ...figures };
}

async function measureOther(page: Page): Promise<IFigures> {
  let look = 0;
  await page.route('**/dask/clusters*', route => {
    look++;
    return route.fulfill({
      json: Array.from({ length: OTHER_COUNT }, (_, index) => ({
        id: `c${index}`,
        name: `cluster ${index}`,
        scheduler_address: `tls://10.0.0.${index}:8786`,
        dashboard_link: `http://10.0.0.${index}:8787/status`,
        workers: index % 10 ? 2 : look,
        memory: '8.00 GiB',
        cores: 4
      }))
    });
  });
  const paints: number[] = [];
  for (let load = 0; load < LOADS; load++) {
    await openLab(page, OTHER);
    paints.push(await showPanel(page, OTHER_PANEL, OTHER_ROWS));
  }
  await expect(page.locator(OTHER_ROWS)).toHaveCount(OTHER_COUNT);
  const figures = await rounds(page, `#${OTHER_PANEL}`, async () => {
    await page.evaluate(async id => {
      const left = [...window.jupyterapp.shell.widgets('left')];
      const panel = left.find(widget => widget.id === id) as unknown as {
        clusterManager: { refresh(): Promise<void> };
      };
      await panel.clusterManager.refresh();
    }, OTHER_PANEL);
    await nextFrame(page);
  });
  return { paint: median(paints), ...figures };
}

test('the panel with very much to show', async ({ page, baseURL }) => {
  test.setTimeout(120_000 + ROUNDS * 5_000);
  const url = baseURL ?? '';
  report({
    list: await measureList(page, url),
    workers: await measureWorkers(page, url),
    other: OTHER ? await measureOther(page) : null
  });
});
