import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { expect, test } from './saturn';
import type { Saturn } from './saturn';

const HOSTILE = '<img src=x onerror="document.title=1"> &amp; \u202eevil';

interface IState {
  connection: { base_url: string };
  clusters: { id: string; name: string; status: string }[];
}

async function readState(page: IJupyterLabPageFixture): Promise<IState> {
  const answer = await page.request.get('/jupyterlab-saturn/api/state');
  return (await answer.json()) as IState;
}

/** Make a notebook that names a cluster. */
async function makeNotebook(
  page: IJupyterLabPageFixture,
  path: string,
  saturn: object
): Promise<void> {
  const notebook = {
    cells: [],
    metadata: {
      kernelspec: { name: 'python3', display_name: 'Python 3 (ipykernel)' },
      saturn
    },
    nbformat: 4,
    nbformat_minor: 5
  };
  await page.contents.uploadContent(JSON.stringify(notebook), 'text', path);
}

function offers(saturn: Saturn): ReturnType<Saturn['page']['locator']> {
  return saturn.page.locator('.jp-toastContainer .Toastify__toast', {
    hasText: 'was attached to the cluster'
  });
}

test('a notebook that names a running cluster offers to attach', async ({
  page,
  saturn,
  tmpPath
}) => {
  await saturn.start();
  const state = await readState(page);
  const [cluster] = state.clusters;
  await makeNotebook(page, `${tmpPath}/offer.ipynb`, {
    schema: 1,
    base_url: state.connection.base_url,
    project_id: null,
    cluster_id: cluster?.id,
    cluster_name: HOSTILE
  });
  await saturn.openNotebook(`${tmpPath}/offer.ipynb`);
  // In our server's words, whatever the notebook calls it.
  await expect(offers(saturn)).toContainText('offer.ipynb');
  await expect(offers(saturn)).toContainText('first-steps');
  await expect(offers(saturn)).not.toContainText('evil');
  await expect(saturn.button).toContainText('Attach…');
  await offers(saturn).getByRole('button', { name: 'Attach' }).click();
  await expect(saturn.button).toContainText('2 workers');
});

test('a hostile notebook gets no offer, no request and no start', async ({
  page,
  saturn,
  tmpPath
}) => {
  const asked: string[] = [];
  await saturn.start();
  const state = await readState(page);
  const [cluster] = state.clusters;
  page.on('request', request => asked.push(request.url()));
  const base = {
    schema: 1,
    base_url: state.connection.base_url,
    project_id: null,
    cluster_id: cluster?.id,
    cluster_name: 'first-steps'
  };
  const hostile: ReadonlyArray<readonly [string, object]> = [
    ['elsewhere', { ...base, base_url: 'https://evil.invalid/' }],
    ['unknown', { ...base, cluster_id: '../../api/shutdown' }],
    ['odd', { ...base, cluster_id: { toString: 1 }, base_url: [] }],
    ['huge', { ...base, cluster_id: 'x'.repeat(100_000) }]
  ];
  for (const [name, metadata] of hostile) {
    await makeNotebook(page, `${tmpPath}/${name}.ipynb`, metadata);
    await saturn.openNotebook(`${tmpPath}/${name}.ipynb`);
    await expect(saturn.button).toContainText('Attach…');
  }
  // A good one at the end: its offer comes after everything that the others could have done.
  await makeNotebook(page, `${tmpPath}/good.ipynb`, base);
  await saturn.openNotebook(`${tmpPath}/good.ipynb`);
  await expect(offers(saturn)).toContainText('good.ipynb');
  await expect(offers(saturn)).toHaveCount(1);
  const foreign = asked.filter(
    url => url.includes('evil') || /certificate|\/start|shutdown/.test(url)
  );
  expect(foreign).toEqual([]);
});

test('a notebook that names a stopped cluster starts nothing', async ({
  page,
  saturn,
  tmpPath
}) => {
  await saturn.start();
  const state = await readState(page);
  const [cluster] = state.clusters;
  await saturn.stop();
  await makeNotebook(page, `${tmpPath}/stopped.ipynb`, {
    schema: 1,
    base_url: state.connection.base_url,
    project_id: null,
    cluster_id: cluster?.id,
    cluster_name: 'first-steps'
  });
  await saturn.openNotebook(`${tmpPath}/stopped.ipynb`);
  await expect(saturn.button).toContainText('Attach…');
  await expect(offers(saturn)).toHaveCount(0);
  await expect(saturn.action('Start')).toBeVisible();
  expect((await readState(page)).clusters[0]?.status).toBe('stopped');
});
