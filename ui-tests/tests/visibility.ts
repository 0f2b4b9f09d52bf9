import type { Page } from '@playwright/test';

/** Have the page believe that its tab is hidden, or shown. */
export async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate(isHidden => {
    const state = isHidden ? 'hidden' : 'visible';
    Object.defineProperties(document, {
      hidden: { configurable: true, get: () => isHidden },
      visibilityState: { configurable: true, get: () => state }
    });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
}

/** Milliseconds that nothing may happen; longer than any poll of ours waits (30 s). */
const WATCHED = 60_000;

/**
 * Run a minute of the page's own time, once its clock is installed: its timers, those of JupyterLab too.
 */
export async function passMinute(page: Page): Promise<void> {
  for (let part = 0; part < 2; part++) {
    await page.clock.runFor(WATCHED / 2);
    // What the timers asked for has gone before this is answered.
    await page.evaluate(async () => {
      await fetch('/api/status?no_track_activity=1');
    });
  }
}
