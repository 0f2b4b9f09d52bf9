import { writeFileSync } from 'node:fs';

import type {} from '@jupyterlab/galata'; // declares `window.jupyterapp`
import type { CDPSession, Page } from '@playwright/test';

/** A JupyterLab beside ours with dask-labextension; empty without one. */
export const OTHER = process.env.SATURN_BENCH_OTHER ?? '';

/** Write what was measured where the script reads it. */
export function report(figures: object): void {
  const file = process.env.SATURN_BENCH_FIGURES;
  if (file) {
    writeFileSync(file, JSON.stringify(figures));
  } else {
    console.warn(figures);
  }
}

export function median(values: ReadonlyArray<number>): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Open JupyterLab in its first state, and wait until all of it is there. */
export async function openLab(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/lab?reset`);
  await page.waitForFunction(() => !!window.jupyterapp);
  await page.evaluate(async () => window.jupyterapp.restored);
}

/** What Chromium counts of one page. */
export class Counter {
  private constructor(readonly session: CDPSession) {}

  static async of(page: Page): Promise<Counter> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    return new Counter(session);
  }

  async get(name: string): Promise<number> {
    const { metrics } = await this.session.send('Performance.getMetrics');
    return metrics.find(metric => metric.name === name)?.value ?? NaN;
  }

  /**
   * Milliseconds of the main thread while something is done, without layout and style.
   *
   * Chromium's own `ScriptDuration` leaves out what runs in promises, so this is what is left of
   * the whole: the script, and some painting and measuring.
   */
  async script(run: () => Promise<void>): Promise<number> {
    const before = await this._script();
    await run();
    return (await this._script()) - before;
  }

  /** MiB in use after a collection. */
  async heap(): Promise<number> {
    await this.session.send('HeapProfiler.collectGarbage');
    return (await this.get('JSHeapUsedSize')) / 1024 ** 2;
  }

  private async _script(): Promise<number> {
    const { metrics } = await this.session.send('Performance.getMetrics');
    const { TaskDuration, LayoutDuration, RecalcStyleDuration } =
      Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    const rest = (LayoutDuration ?? NaN) + (RecalcStyleDuration ?? NaN);
    return ((TaskDuration ?? NaN) - rest) * 1000;
  }
}

/** Show a panel of the sidebar; return the milliseconds until what it shows is painted. */
export function showPanel(
  page: Page,
  id: string,
  selector: string
): Promise<number> {
  return page.evaluate(
    async ([id, selector]) => {
      const begun = performance.now();
      window.jupyterapp.shell.activateById(id ?? '');
      while (!document.querySelector(selector ?? '')) {
        await new Promise(requestAnimationFrame);
      }
      await new Promise(requestAnimationFrame); // the next frame comes after the paint
      return performance.now() - begun;
    },
    [id, selector]
  );
}
