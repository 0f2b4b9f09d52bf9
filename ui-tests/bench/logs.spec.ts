import { LogSaturn } from '../tests/logsaturn';
import { expect, test } from '../tests/saturn';

const LINES = 100_000;
const ROUNDS = Number(process.env.SATURN_BENCH_ROUNDS ?? '5');

/** Milliseconds from the command to the frame that shows the first line, and to the last line's. */
interface ITimes {
  readonly first: number;
  readonly all: number;
  readonly nodes: number;
}

test('the first paint of a log of 100,000 lines', async ({ page, saturn }) => {
  test.setTimeout(60_000 + ROUNDS * 120_000);
  await expect(saturn.panel).toBeVisible();
  const logs = await LogSaturn.start([['scheduler', 'a line']]);
  await logs.signIn(page);
  // The pages are answered at once: what is measured is the page's own work.
  const lines = Array.from({ length: LINES }, (_, n) => ({
    at: '2026-11-22T15:10:10Z',
    pod: 'scheduler',
    component: 'scheduler',
    text: `2026-11-22 15:10:10,1 - distributed.core - INFO - line ${n} of many`
  }));
  const body = JSON.stringify({ lines, cursor: 'end', more: false, pods: [] });
  const rest = '{"lines":[],"cursor":"end","more":false,"pods":null}';
  await page.route('**/clusters/run/logs?**', route => {
    const isStart = !new URL(route.request().url()).searchParams.get('cursor');
    return route.fulfill({
      contentType: 'application/json',
      body: isStart ? body : rest
    });
  });
  const times: ITimes[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    times.push(
      await page.evaluate(async () => {
        const paint = async (isThere: () => boolean): Promise<number> => {
          while (!isThere()) {
            await new Promise(requestAnimationFrame);
          }
          return performance.now();
        };
        const arrived = (): number =>
          performance
            .getEntriesByType('resource')
            .filter(entry => entry.name.includes('/logs?'))
            .reduce(
              (last, entry) =>
                Math.max(
                  last,
                  (entry as PerformanceResourceTiming).responseEnd
                ),
              0
            );
        performance.clearResourceTimings();
        void window.jupyterapp.commands.execute('saturn:show-logs', {
          clusterId: 'run'
        });
        const seen = (text: string): boolean =>
          [...document.querySelectorAll('.jp-SaturnLogs-line')].some(line =>
            line.textContent?.includes(text)
          );
        const first = await paint(() => seen('line '));
        const begun = arrived();
        const all = await paint(() => seen('line 99999 '));
        return {
          first: first - begun,
          all: all - begun,
          nodes: document.querySelectorAll('.jp-SaturnLogs *').length
        };
      })
    );
    await page.evaluate(() =>
      window.jupyterapp.commands.execute('application:close')
    );
    await expect(page.locator('.jp-SaturnLogs')).toHaveCount(0);
  }
  const firsts = times.map(one => Math.round(one.first)).sort((a, b) => a - b);
  const median = firsts[Math.floor(firsts.length / 2)] ?? NaN;
  console.warn(
    `${LINES} lines, from their arrival to the first paint: median ${median} ms of ` +
      `${firsts.join(', ')}; the last line: ${times.map(one => Math.round(one.all)).join(', ')} ms; ` +
      `${times[0]?.nodes} nodes; bar 300 ms: ${median <= 300 ? 'met' : 'MISSED'}`
  );
  await logs.signOut(page);
});
