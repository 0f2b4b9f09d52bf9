import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

/**
 * A snapshot as our server answers it.
 */
export interface IAnswered {
  clusters: Array<Record<string, unknown>>;
  [name: string]: unknown;
}

/**
 * Have the page read another snapshot than the server's.
 */
export async function changeSnapshot(
  page: IJupyterLabPageFixture,
  change: (snapshot: IAnswered) => void
): Promise<void> {
  await page.route('**/jupyterlab-saturn/api/state?*', async route => {
    const headers = { ...route.request().headers() };
    delete headers['if-none-match'];
    const response = await route.fetch({ headers });
    const snapshot = (await response.json()) as IAnswered;
    change(snapshot);
    await route.fulfill({ response, json: snapshot });
  });
}
