import { Elsewhere } from './elsewhere';
import { expect, test } from './saturn';

const WHICH = 'print(cluster.name, client.submit(len, "abc").result())';

/** The cluster that a test made and has not removed yet. */
let made: string | null = null;

// The other tests want the one cluster and the workers that it begins with.
test.afterEach(async () => {
  const elsewhere = new Elsewhere();
  if (made) {
    await elsewhere.remove(made);
    made = null;
  }
  await elsewhere.scale(await elsewhere.first(), 2);
});

test('K11 two notebooks on two clusters do not mix, and a deleted one is lost', async ({
  page,
  saturn
}) => {
  const elsewhere = new Elsewhere();
  const id = await elsewhere.makeCluster('second');
  made = id;
  await elsewhere.start(id);
  await saturn.start();
  const second = saturn.panel.getByRole('row', { name: 'second' });
  await saturn.panel.getByRole('button', { name: 'Refresh' }).click();
  await expect(second).toContainText('Running');

  await saturn.notebook('one.ipynb', [WHICH]);
  await saturn.attach();
  await saturn.notebook('two.ipynb', [WHICH]);
  await second.locator('.jp-Saturn-rowTitle').click();
  await second.getByRole('button', { name: 'Attach', exact: true }).click();
  await expect(saturn.button).toContainText('second · 1 worker');
  // The button is of the notebook that it stands in, however fast they take turns.
  for (const [name, cluster] of [
    ['one.ipynb', 'first-steps'],
    ['two.ipynb', 'second'],
    ['one.ipynb', 'first-steps'],
    ['two.ipynb', 'second']
  ] as const) {
    await page.notebook.activate(name);
    await expect(saturn.button).toContainText(cluster);
    await expect(saturn.status).toContainText(cluster);
    expect((await saturn.run(0)).trim()).toBe(`${cluster} 3`);
  }

  await elsewhere.remove(id);
  made = null;
  await expect(saturn.button).toContainText('second · lost');
  await expect(saturn.panel.getByRole('alert')).toContainText(
    'The cluster no longer exists'
  );
  await expect(second).toHaveCount(0);
  await page.notebook.activate('one.ipynb');
  await expect(saturn.button).toContainText('first-steps · 2 workers');
  expect((await saturn.run(0)).trim()).toBe('first-steps 3');
});

test('C5 a task waits for a worker, and the page says so', async ({
  page,
  saturn
}) => {
  const elsewhere = new Elsewhere();
  const id = await elsewhere.first();
  await saturn.start();
  await saturn.notebook('workerless.ipynb', [
    'print(client.submit(len, "abc").result())'
  ]);
  await saturn.attach();
  await elsewhere.scale(id, 0);
  await expect(saturn.button).toContainText('first-steps · 0 workers');
  await expect(saturn.button).toHaveAccessibleName(/tasks wait until one/);
  await expect(saturn.panel).toContainText('Scale it to have some.');
  await page.notebook.runCell(0, { inplace: true, wait: false });
  await expect(page.getByText('Python 3 (ipykernel) | Busy')).toBeVisible();
  expect(await saturn.output(0)).toBe('');

  await elsewhere.scale(id, 2);
  await expect.poll(() => saturn.output(0)).toContain('3');
  await expect(saturn.button).toContainText('first-steps · 2 workers');
  await expect(saturn.button).not.toHaveAccessibleName(/tasks wait until one/);
});

test('C3 a cluster that is stopped while a cell computes is lost, and the cell ends', async ({
  page,
  saturn
}) => {
  const elsewhere = new Elsewhere();
  await saturn.start();
  await saturn.notebook('computing.ipynb', [
    'import time\nlengths = client.map(len, ["a", "bc"])\nclient.submit(time.sleep, 600).result()',
    'print(client.submit(len, "abc").result())'
  ]);
  await saturn.attach();
  await page.notebook.runCell(0, { inplace: true, wait: false });
  await expect(page.getByText('Python 3 (ipykernel) | Busy')).toBeVisible();
  await elsewhere.stop(await elsewhere.first());
  await expect(saturn.button).toContainText('first-steps · lost');
  await expect(page.getByText('Python 3 (ipykernel) | Idle')).toBeVisible();
  await expect(saturn.panel.getByRole('alert')).toContainText(
    'The results behind these variables are lost: lengths.'
  );
  await saturn.start();
  await saturn.attach();
  expect(await saturn.run(1)).toContain('3');
});
