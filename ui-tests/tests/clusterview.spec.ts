import type { Page, Request } from '@playwright/test';

import { expect, test } from './saturn';

const WORKERS = '**/clusters/*/workers*';

/** Note when the page asks for workers. */
function noteRequests(page: Page): Request[] {
  const asked: Request[] = [];
  page.on('request', request => {
    if (/\/clusters\/[^/]+\/workers\?/.test(request.url())) {
      asked.push(request);
    }
  });
  return asked;
}

/** A worker of a cluster that is not there. */
function makeWorker(index: number): object {
  return {
    name: String(index),
    address: `tls://10.0.0.1:${index}`,
    status: 'running',
    threads: 4,
    memory_used: (index % 17) * 1e9,
    memory_limit: 16e9,
    cpu: index % 400,
    executing: 4,
    processing: index % 50,
    last_seen: '2026-01-01T00:00:00Z'
  };
}

test('the workers and their load are shown while they work', async ({
  page,
  saturn
}) => {
  const { view } = saturn;
  const rows = view.getByRole('rowheader');
  const spark = view.getByRole('img', { name: /^Tasks at workers/ });
  await saturn.start();
  await expect(rows).toHaveCount(2);
  await expect(view).toContainText('Each worker');
  await expect(view).toContainText('Up for');
  const asked = noteRequests(page);
  await saturn.notebook('load.ipynb', [
    'import time\nfutures = client.map(lambda n: time.sleep(0.1) or sum(range(300_000)), range(3000))',
    'del futures'
  ]);
  await saturn.attach();
  const before = await spark.locator('polyline').getAttribute('points');
  await saturn.run(0);
  await expect(spark).toHaveAccessibleName(/now [1-9]/);
  await expect(spark.locator('polyline')).not.toHaveAttribute(
    'points',
    before ?? ''
  );
  await expect(view.getByRole('img', { name: /^CPU/ })).toHaveAccessibleName(
    /now [1-9]\d* %/
  );
  await saturn.run(1);

  for (const request of asked) {
    expect(request.url()).toContain('no_track_activity=1');
  }
  // Nobody looks: the panel gives way to another.
  await page.sidebar.openTab('filebrowser');
  await expect(view).toHaveCount(0);
  const count = asked.length;
  // That nothing happens can be seen only over a while: two rounds of the poll.
  await page.evaluate(() => new Promise(done => setTimeout(done, 7000)));
  expect(asked.length).toBe(count);
  await page.sidebar.openTab('jupyterlab-saturn');
  await expect.poll(() => asked.length).toBeGreaterThan(count);
});

test('ten thousand workers come page by page', async ({ page, saturn }) => {
  await saturn.start();
  const sorts: string[] = [];
  await page.route(WORKERS, route => {
    const query = new URL(route.request().url()).searchParams;
    const offset = Number(query.get('offset'));
    sorts.push(`${query.get('sort')} ${offset}`);
    return route.fulfill({
      json: {
        total: 10_000,
        offset,
        rows: Array.from({ length: Number(query.get('limit')) }, (_, index) =>
          makeWorker(offset + index)
        ),
        totals: {
          workers: 10_000,
          threads: 40_000,
          memory_used: 8e13,
          memory_limit: 16e13,
          cpu: 2e6,
          executing: 40_000,
          processing: 245_000
        }
      }
    });
  });
  const table = saturn.panel.getByRole('table', { name: 'Workers' });
  await expect(saturn.panel).toContainText('1–25 of 10,000');
  await expect(table.getByRole('row')).toHaveCount(26);
  await expect(table).toContainText('100 % full');
  await saturn.panel.getByRole('button', { name: 'Next' }).click();
  await expect(saturn.panel).toContainText('26–50 of 10,000');

  const header = table.getByRole('columnheader', { name: 'CPU' });
  await expect(header).toHaveAttribute('aria-sort', 'none');
  await header.getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(header).toHaveAttribute('aria-sort', 'descending');
  await expect(header.getByRole('button')).toBeFocused();
  await expect(saturn.panel).toContainText('1–25 of 10,000');
  expect(sorts).toContain('name 25');
  await expect.poll(() => sorts).toContain('-cpu 0');
  expect(await saturn.panel.locator('*').count()).toBeLessThan(1500);
});

test('a cluster that cannot be asked says why', async ({ page, saturn }) => {
  await saturn.start();
  await page.route(WORKERS, route =>
    route.fulfill({
      status: 502,
      json: {
        code: 'odd-answer',
        title: 'The cluster’s workers cannot be listed',
        reason: 'Saturn’s answer is not a scheduler’s record.',
        hint: 'Ask whoever runs this Saturn.',
        request_id: 'r1'
      }
    })
  );
  await expect(saturn.panel).toContainText(
    'The cluster’s workers cannot be listed'
  );
  await expect(saturn.panel).toContainText('Ask whoever runs this Saturn.');
  await page.unroute(WORKERS);
  await expect(
    saturn.panel.getByRole('table', { name: 'Workers' })
  ).toBeVisible();
  await expect(saturn.panel).not.toContainText('cannot be listed');
});

test('all of a cluster fits the narrowest sidebar', async ({
  page,
  saturn
}) => {
  await saturn.start();
  const { view } = saturn;
  await expect(view.getByRole('rowheader')).toHaveCount(2);
  await page.sidebar.setWidth(200, 'left');
  const width = async (): Promise<number> =>
    (await saturn.panel.boundingBox())?.width ?? 0;
  await expect.poll(width).toBe(250); // JupyterLab's least
  const content = saturn.panel.locator('.jp-Saturn-content');
  await expect
    .poll(() => content.evaluate(node => node.scrollWidth - node.clientWidth))
    .toBe(0);
  const buttons = await saturn.panel.getByRole('button').all();
  expect(buttons.length).toBeGreaterThan(12);
  for (const button of buttons) {
    await button.focus(); // as by the keyboard: what has the focus is scrolled to
    await expect(button).toBeInViewport({ ratio: 1 });
  }
});
