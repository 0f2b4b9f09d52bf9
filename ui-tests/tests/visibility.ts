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
