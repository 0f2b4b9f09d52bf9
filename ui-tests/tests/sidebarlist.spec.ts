import { Double, enterToken, forgetToken, setSetting } from './double';
import { expect, test } from './saturn';
import type { IAnswered } from './snapshot';
import { changeSnapshot } from './snapshot';

test.describe('many clusters', () => {
  /** Have the server tell of so many more clusters than there are. */
  function multiply(count: number): (snapshot: IAnswered) => void {
    return snapshot => {
      const first = snapshot.clusters[0] ?? {};
      snapshot.project = { id: first.project_id, name: 'mine' };
      snapshot.clusters = [
        first,
        ...Array.from({ length: count - 1 }, (_, index) => ({
          ...first,
          id: `more-${index}`,
          name: `cluster ${index}`,
          project_id: 'another',
          status: index % 2 ? 'running' : 'stopped',
          price_per_hour: index / 100
        }))
      ];
    };
  }

  test('are searched, sorted, and walked by keys', async ({ page, saturn }) => {
    await changeSnapshot(page, multiply(500));
    await saturn.panel.getByRole('button', { name: 'Refresh' }).click();
    const grid = saturn.panel.getByRole('treegrid', { name: 'Clusters' });
    await expect(grid).toHaveAttribute('aria-rowcount', '500');
    expect(await saturn.panel.locator('*').count()).toBeLessThan(1500);

    await saturn.cluster.focus();
    await page.keyboard.press('End');
    const last = grid.getByRole('row', { name: 'cluster 498', exact: true });
    await expect(last).toBeFocused();
    await expect(last).toBeInViewport();
    expect(await saturn.panel.locator('*').count()).toBeLessThan(1500);
    await page.keyboard.press('Home');
    await expect(saturn.cluster).toBeFocused();
    await page.keyboard.type('cluster 250');
    const typed = grid.getByRole('row', { name: 'cluster 250', exact: true });
    await expect(typed).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(typed).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('Enter');
    await expect(typed.getByRole('button', { name: 'Start' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(typed).toBeFocused();

    await saturn.panel.getByRole('searchbox').fill('cluster 49');
    await expect(saturn.panel).toContainText('14 of 500 clusters');
    await saturn.panel.getByRole('searchbox').fill('');
    await saturn.panel.getByLabel('Sort clusters by').selectOption('By price');
    // Below the project's own: the dearest of those that run.
    await expect(grid.getByRole('row').nth(1)).toHaveAccessibleName(
      'cluster 497'
    );
  });

  test('keep the focus while the server tells news', async ({
    page,
    saturn
  }) => {
    let count = 100;
    await changeSnapshot(page, snapshot => multiply(count)(snapshot));
    const refresh = saturn.panel.getByRole('button', { name: 'Refresh' });
    await refresh.click();
    const grid = saturn.panel.getByRole('treegrid', { name: 'Clusters' });
    await expect(grid).toHaveAttribute('aria-rowcount', '100');
    await saturn.cluster.focus();
    await page.keyboard.type('cluster 40');
    const row = grid.getByRole('row', { name: 'cluster 40', exact: true });
    await expect(row).toBeFocused();
    count = 60;
    await page.evaluate(() =>
      window.jupyterapp.commands.execute('saturn:refresh')
    );
    await expect(grid).toHaveAttribute('aria-rowcount', '60');
    await expect(row).toBeFocused();
  });
});

test.describe('a Saturn elsewhere', () => {
  let double: Double;

  test.beforeEach(async () => {
    double = await Double.start();
  });

  test.afterEach(async ({ page }) => {
    await forgetToken(page, double.url);
    double.stop();
  });

  test('leads to keys and to signing up before a token is entered', async ({
    page,
    saturn
  }) => {
    await setSetting(page, 'baseUrl', double.url);
    const links = saturn.panel.getByRole('link');
    await expect(links.filter({ hasText: 'Access keys' })).toHaveCount(1);
    await expect(links.filter({ hasText: 'Sign up' })).toHaveCount(1);
    for (const link of await links.all()) {
      await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
      const href = await link.getAttribute('href');
      expect(new URL(href ?? '').origin).toBe(new URL(double.url).origin);
    }
    expect(await double.writes()).toEqual([]);
  });

  test('leads to a new project and the plans where there is no cluster', async ({
    page,
    saturn
  }) => {
    await changeSnapshot(page, snapshot => {
      if (!snapshot.local) {
        snapshot.clusters = [];
      }
    });
    await setSetting(page, 'baseUrl', double.url);
    await enterToken(page, double.url);
    const message = saturn.panel.locator('.jp-Saturn-message');
    await expect(message).toContainText('No cluster yet');
    await expect(message.getByRole('link')).toHaveText([
      'New project in Saturn',
      'Plans'
    ]);
    for (const link of await message.getByRole('link').all()) {
      await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
      const href = await link.getAttribute('href');
      expect(href?.startsWith(`${double.url}dash/`)).toBe(true);
    }
    await message.getByRole('button', { name: 'New cluster…' }).click();
    await expect(page.getByRole('dialog')).toContainText('New cluster');
    await saturn.dialogButton('Cancel').click();
    expect(await double.writes()).toEqual([]);
  });

  test('has links to its pages, and the jobs of the project', async ({
    page,
    saturn
  }) => {
    // The local Saturn has no pages.
    await expect(saturn.panel.getByRole('link')).toHaveCount(0);
    await expect(
      saturn.panel.getByRole('button', { name: 'Jobs and deployments' })
    ).toHaveCount(0);

    const asked: string[] = [];
    page.on('request', request => {
      if (request.url().includes('/resources?')) {
        asked.push(request.url());
      }
    });
    await setSetting(page, 'baseUrl', double.url);
    await setSetting(page, 'project', '0'.repeat(32));
    await enterToken(page, double.url);
    const row = saturn.panel.getByRole('row', { name: 'cluster run' });
    await row.locator('.jp-Saturn-rowTitle').click();
    const link = row.getByRole('link', { name: /in Saturn/ });
    await expect(link).toHaveAttribute(
      'href',
      `${double.url}dash/resources/workspace/${'0'.repeat(32)}`
    );
    await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
    await expect(saturn.panel).toContainText('estimate: $0.0');

    expect(asked).toEqual([]);
    await saturn.panel
      .getByRole('button', { name: 'Jobs and deployments' })
      .click();
    const jobs = saturn.panel.getByRole('list', { name: 'Jobs' });
    await expect(jobs.getByRole('listitem')).toContainText('next run');
    await expect(jobs.getByRole('link', { name: 'nightly' })).toHaveAttribute(
      'href',
      `${double.url}dash/resources/job/j1`
    );
    await expect(
      saturn.panel.getByRole('list', { name: 'Deployments' })
    ).toContainText('running');
    expect(asked).toHaveLength(1);
  });
});
