import { complaints, THEMES } from './axe';
import { Double, enterToken, forgetToken, setSetting } from './double';
import { expect, test } from './saturn';
import { changeSnapshot } from './snapshot';

let double: Double;

test.beforeEach(async () => {
  double = await Double.start();
});

test.afterEach(async ({ page }) => {
  await forgetToken(page, double.url);
  double.stop();
});

for (const theme of THEMES) {
  test(`a long list, idle clusters and jobs break no rule of axe-core, ${theme}`, async ({
    page,
    saturn
  }) => {
    await page.theme.setTheme(theme);
    await changeSnapshot(page, snapshot => {
      const first = snapshot.clusters[0];
      if (!first) {
        return; // not signed in yet
      }
      const [since, deadline] = [
        '2026-01-01T00:00:00Z',
        '2099-01-01T00:00:00Z'
      ];
      const steps = ['requested', 'supervisor', 'scheduler', 'workers'];
      snapshot.clusters.push(
        ...steps.map((step, index) => ({
          ...first,
          id: step,
          name: `waits for ${step}`,
          status: 'pending',
          stage: { step, workers_ready: index, workers_total: 4 },
          stage_detail: { part: 'worker', reason: 'NoNode', message: null }
        }))
      );
      snapshot.idle_alerts = [
        {
          cluster_id: first.id,
          action: 'stop',
          since,
          raised_at: since,
          deadline,
          problem: null
        }
      ];
    });
    await setSetting(page, 'baseUrl', double.url);
    await setSetting(page, 'project', '0'.repeat(32));
    await enterToken(page, double.url);
    await expect(saturn.panel.getByRole('searchbox')).toBeVisible();
    await expect(saturn.panel.getByRole('timer')).toBeVisible();
    await saturn.panel
      .getByRole('row', { name: 'cluster run' })
      .locator('.jp-Saturn-rowTitle')
      .click();
    await saturn.panel
      .getByRole('button', { name: 'Jobs and deployments' })
      .click();
    await expect(saturn.panel).toContainText('next run');
    expect(await complaints(saturn, '.jp-Saturn')).toEqual([]);
  });
}
