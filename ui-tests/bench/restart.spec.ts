import { expect, test } from '../tests/saturn';

const ROUNDS = Number(process.env.SATURN_BENCH_ROUNDS ?? '50');

test('the client is there before the first cell', async ({ page, saturn }) => {
  test.setTimeout(60_000 + ROUNDS * 40_000);
  await saturn.start();
  await saturn.notebook('restarts.ipynb', [
    // A cell that does not wait: a client that comes later is seen.
    'print("client" in globals() and client.status)',
    'import os; print(client.submit(os.getpid).result() != os.getpid(), os.getpid())'
  ]);
  await saturn.attach();
  const kernels = new Set<string>();
  const seconds: number[] = [];
  let there = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await page.menu.clickMenuItem('Kernel>Restart Kernel and Run All Cells…');
    const begun = Date.now();
    await page.getByRole('button', { name: 'Confirm Kernel Restart' }).click();
    // A kernel whose process id is new has run the last cell, or there is an error instead.
    await expect
      .poll(async () => {
        const text = (await saturn.output(1)).trim();
        return text !== '' && !kernels.has(text) && text;
      })
      .toBeTruthy();
    seconds.push((Date.now() - begun) / 1000);
    const isThere =
      (await saturn.output(0)).trim() === 'running' &&
      (await saturn.output(1)).startsWith('True');
    there += Number(isThere);
    kernels.add((await saturn.output(1)).trim());
    await expect(saturn.button).toContainText('2 workers');
  }
  seconds.sort((a, b) => a - b);
  const median = seconds[Math.floor(seconds.length / 2)] ?? NaN;
  console.warn(
    `client there before the first cell: ${there} of ${ROUNDS}; from the confirmation to the ` +
      `last output: median ${median.toFixed(1)} s, slowest ${Math.max(...seconds).toFixed(1)} s`
  );
  expect(there).toBe(ROUNDS);
});
