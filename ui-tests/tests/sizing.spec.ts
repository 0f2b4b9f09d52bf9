import { localRecord, localRecords } from './local';
import { expect, test } from './saturn';

test('a cluster is deleted, made anew, edited and started', async ({
  page,
  saturn
}) => {
  const dialog = page.getByRole('dialog');
  const { view } = saturn;
  const edit = view.getByRole('button', { name: 'Edit…' });
  const remove = view.getByRole('button', { name: 'Delete…' });
  await saturn.stop();

  await remove.click();
  await expect(dialog).toContainText('Delete first-steps?');
  await expect(dialog).toContainText('It cannot be undone.');
  await expect(saturn.dialogButton('Cancel')).toBeFocused();
  await page.keyboard.press('Enter'); // the way back is the default
  await expect(dialog).toHaveCount(0);
  expect(await localRecords()).toHaveLength(1);

  await remove.click();
  await saturn.dialogButton('Delete').click();
  await expect(saturn.panel).toContainText('No cluster yet');
  expect(await localRecords()).toEqual([]);

  await saturn.panel.getByRole('button', { name: 'New cluster…' }).click();
  await saturn.dialogReady();
  // The project is the one that has just lost its cluster.
  await expect(dialog.getByLabel('Project')).toHaveValue(/^[0-9a-f]{32}$/);
  await dialog.getByLabel('Worker hosts').fill('1');
  await dialog.getByLabel('Size of each worker host').selectOption('small');
  await expect(dialog).toContainText('It is not started');
  await saturn.dialogButton('Create').click();
  await expect(saturn.cluster).toContainText('Stopped');
  expect(await localRecord()).toMatchObject({
    n_workers: 1,
    worker_size: 'small',
    status: 'stopped'
  });

  await edit.click();
  await saturn.dialogReady();
  await dialog.getByLabel('Worker hosts').fill('2');
  await dialog.getByLabel('Size of each worker host').selectOption('medium');
  await saturn.dialogButton('Save').click();
  await expect(dialog).toHaveCount(0);
  await expect(view).toContainText('Medium - 2 cores');
  expect(await localRecord()).toMatchObject({
    n_workers: 2,
    worker_size: 'medium'
  });
  await edit.click();
  await saturn.dialogReady();
  await dialog.getByLabel('Size of each worker host').selectOption('small');
  await saturn.dialogButton('Save').click();
  await expect(dialog).toHaveCount(0);

  await saturn.start();
  await expect(saturn.cluster).toContainText('2 of 2');

  // What is up keeps its sizes, and Saturn's own words say so.
  await edit.click();
  await saturn.dialogReady();
  await dialog.getByLabel('Size of the scheduler').selectOption('medium');
  await saturn.dialogButton('Save').click();
  await expect(dialog.getByRole('alert')).toContainText('scheduler_size');
  await expect(dialog.getByLabel('Size of the scheduler')).toHaveValue(
    'medium'
  );
  await saturn.dialogButton('Cancel').click();
  await remove.click();
  await expect(dialog).toContainText('is stopped first');
  await saturn.dialogButton('Cancel').click();
  await expect(saturn.cluster).toContainText('Running');
});

test('adapting, and then a number, which ends it', async ({ page, saturn }) => {
  const dialog = page.getByRole('dialog');
  await saturn.start();
  await saturn.action('Scale…').click();
  await saturn.dialogReady();
  await dialog.getByLabel('As many as the work needs (adaptive)').check();
  await dialog.getByLabel('At least').fill('4');
  await dialog.getByLabel('At most').fill('3');
  await expect(dialog).toContainText('It must not be less than the minimum.');
  await dialog.getByLabel('At least').fill('1');
  await expect(dialog).toContainText('on this machine, free');
  await saturn.dialogButton('Scale').click();
  await expect(dialog).toHaveCount(0);
  await expect(saturn.panel).toContainText('1 to 3 workers');
  expect((await localRecord())?.adaptive).toEqual({ minimum: 1, maximum: 3 });

  await saturn.action('Scale…').click();
  await saturn.dialogReady();
  await dialog.getByLabel('A fixed number').check();
  await expect(dialog).toContainText('This ends adaptive scaling.');
  await dialog.getByLabel('Workers', { exact: true }).fill('2');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(saturn.cluster).toContainText('2 of 2');
  await expect(saturn.panel).not.toContainText('1 to 3 workers');
  expect(await localRecord()).toMatchObject({ adaptive: null, n_workers: 2 });
});

test('a double click sends once, and a failure keeps what was typed', async ({
  page,
  saturn
}) => {
  const dialog = page.getByRole('dialog');
  const workers = dialog.getByLabel('Workers', { exact: true });
  await saturn.stop();
  const sent: string[] = [];
  page.on('request', request => {
    if (request.url().includes('/scale')) {
      sent.push(request.method());
    }
  });
  let release: () => void = () => undefined;
  const held = new Promise<void>(resolve => (release = resolve));
  await page.route('**/scale*', async route => {
    if (sent.length > 1) {
      await held;
      return route.continue();
    }
    return route.fulfill({
      status: 502,
      json: {
        code: 'unreachable',
        title: 'Saturn does not answer',
        reason: 'The connection was refused.',
        hint: 'Try again in a minute.',
        request_id: 'r1'
      }
    });
  });
  await saturn.action('Scale…').click();
  await saturn.dialogReady();
  await workers.fill('65');
  await expect(dialog).toContainText('Give a whole number from 0 to 64.');
  await saturn.dialogButton('Scale').click();
  await expect(workers).toHaveAttribute('aria-invalid', 'true');
  expect(sent).toEqual([]);

  await workers.fill('3');
  await saturn.dialogButton('Scale').dblclick();
  await expect(dialog.getByRole('alert')).toContainText(
    'Try again in a minute.'
  );
  await expect(workers).toHaveValue('3');
  expect(sent).toEqual(['PUT']);
  expect((await localRecord())?.n_workers).toBe(2);

  await saturn.dialogButton('Scale').dblclick();
  await expect(dialog).toContainText('Working…');
  await saturn.dialogButton('Scale').click();
  release();
  await expect(dialog).toHaveCount(0);
  expect(sent).toEqual(['PUT', 'PUT']);
  expect((await localRecord())?.n_workers).toBe(3);

  await saturn.action('Scale…').click();
  await saturn.dialogReady();
  await workers.fill('2');
  await saturn.dialogButton('Scale').click();
  await expect(dialog).toHaveCount(0);
  expect((await localRecord())?.n_workers).toBe(2);
});
