import { complaints, THEMES } from './axe';
import { LogSaturn, openLogs } from './logsaturn';
import { expect, test } from './saturn';

const ESC = String.fromCharCode(27);
const COLOURS = [
  30, 31, 32, 33, 34, 35, 36, 37, 90, 91, 92, 93, 94, 95, 96, 97
];

let logs: LogSaturn;

test.afterEach(async ({ page }) => {
  await logs.signOut(page);
});

for (const theme of THEMES) {
  test(`a log breaks no rule of axe-core, ${theme}`, async ({
    page,
    saturn
  }) => {
    await page.theme.setTheme(theme);
    await expect(saturn.panel).toBeVisible();
    logs = await LogSaturn.start([
      ...COLOURS.map(
        code => ['scheduler', `${ESC}[${code}mcolour ${code}${ESC}[0m`] as const
      ),
      ['worker-0', 'distributed.worker - WARNING - memory is short'],
      ['worker-0', 'distributed.worker - ERROR - memory has run out']
    ]);
    await logs.signIn(page);
    const pane = await openLogs(page, 'bad');
    await expect(pane).toContainText('memory has run out');
    await expect(pane.locator('[aria-current="true"]')).toBeInViewport();
    await pane.getByRole('searchbox').fill('colour');
    await expect(pane.locator('mark')).not.toHaveCount(0);
    expect(await complaints(saturn, '.jp-SaturnLogs')).toEqual([]);
    await pane.getByRole('searchbox').fill('');
    expect(await complaints(saturn, '.jp-SaturnLogs')).toEqual([]);
  });
}
