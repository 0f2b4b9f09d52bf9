import { expect, test } from '../tests/saturn';
import { changeSnapshot } from '../tests/snapshot';

const COUNT = 500;
const ROUNDS = Number(process.env.SATURN_BENCH_ROUNDS ?? '100');

interface IFigures {
  /** Seconds of script so far. */
  readonly script: number;
  /** Bytes in use after a collection. */
  readonly heap: number;
}

test('the script of a refresh with many clusters', async ({ page, saturn }) => {
  test.setTimeout(60_000 + ROUNDS * 2_000);
  let revision = 0;
  let isLarge = false;
  await changeSnapshot(page, snapshot => {
    const first = snapshot.clusters[0] ?? {};
    revision++;
    snapshot.revision = revision;
    if (isLarge) {
      snapshot.clusters = Array.from({ length: COUNT }, (_, index) => ({
        ...first,
        id: `c${index}`,
        name: `cluster ${index}`,
        status: index % 2 ? 'running' : 'stopped',
        since: '2026-01-01T00:00:00Z',
        // One in ten says something new each time.
        worker_count: index % 10 ? 2 : revision
      }));
    }
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const measure = async (): Promise<IFigures> => {
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const get = (name: string): number =>
      metrics.find(metric => metric.name === name)?.value ?? NaN;
    return { script: get('ScriptDuration'), heap: get('JSHeapUsedSize') };
  };
  const refresh = async (): Promise<void> => {
    const answered = page.waitForResponse('**/jupyterlab-saturn/api/state?*');
    await page.evaluate(() =>
      window.jupyterapp.commands.execute('saturn:refresh')
    );
    await answered;
    await page.evaluate(() => new Promise(requestAnimationFrame));
  };
  const run = async (rounds: number): Promise<number[]> => {
    const milliseconds: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = await measure();
      await refresh();
      milliseconds.push(((await measure()).script - before.script) * 1000);
    }
    return milliseconds.sort((a, b) => a - b);
  };
  const median = (values: number[]): number =>
    values[Math.floor(values.length / 2)] ?? NaN;

  const few = await run(20);
  isLarge = true;
  await refresh();
  const grid = saturn.panel.getByRole('treegrid', { name: 'Clusters' });
  await expect(grid).toHaveAttribute('aria-rowcount', String(COUNT));
  await run(10);
  const before = await measure();
  const many = await run(ROUNDS);
  const after = await measure();
  const nodes = await saturn.panel.locator('*').count();
  console.warn(
    `a refresh, median of ${ROUNDS}: ${median(many).toFixed(1)} ms of script with ${COUNT} clusters, ` +
      `${median(few).toFixed(1)} ms with one (which is the tool's and the page's own); ` +
      `${nodes} nodes in the panel; ` +
      `heap ${((after.heap - before.heap) / 1024 ** 2).toFixed(2)} MiB more after all rounds`
  );
  expect(nodes).toBeLessThanOrEqual(1500);
});
