import { expect, SignInForm, test, useAddress } from './remote';
import { findInPage } from './storage';

test('U7 an address that is none is refused, and the former kept', async ({
  saturn,
  signIn,
  remote
}) => {
  const address = saturn.setting('baseUrl');
  await useAddress(saturn, `${remote.url}dash/projects/x?y#z`);
  await expect(address).toHaveValue(remote.url); // as the server wrote it
  for (const [bad, reason] of [
    ['ftp://saturn.example/', 'It must begin with https://'],
    ['https://me:secret@saturn.example/', 'a user name or a password'],
    ['5806aaaabbbbcccc', 'neither a scheme nor a dot']
  ] as const) {
    await useAddress(saturn, bad);
    const told = signIn.root
      .page()
      .locator('.jp-Saturn-field')
      .filter({ has: address });
    await expect(told).toContainText(reason);
    await expect(told).not.toContainText('secret');
    await expect(address).toHaveValue(remote.url);
  }
});

test('one click switches, and an attachment to the first stays alive', async ({
  page,
  saturn,
  remote
}) => {
  await saturn.start();
  await saturn.notebook('switch.ipynb', [
    'import os; print(client.submit(os.getpid).result() != os.getpid())'
  ]);
  await saturn.attach();
  await saturn.panel.getByRole('button', { name: 'Use Saturn Cloud…' }).click();
  const dialog = new SignInForm(page.locator('.jp-Dialog'));
  await dialog.enter(
    `SATURN_BASE_URL=${remote.url}\nSATURN_TOKEN=${remote.user.token}`
  );
  await expect(page.locator('.jp-Dialog')).toHaveCount(0);
  await expect(saturn.panel).toContainText(remote.host);
  await expect(saturn.action('Start')).toBeVisible(); // its own cluster, which is stopped
  expect(await saturn.run(0)).toContain('True');
  await saturn.panel
    .getByRole('button', { name: 'Use the local Saturn' })
    .click();
  await expect(saturn.panel).toContainText('on this machine');
  await expect(saturn.button).toContainText('first-steps · 2 workers');
  expect(await saturn.run(0)).toContain('True');
  await saturn.panel
    .getByRole('button', { name: `Use ${remote.host}` })
    .click();
  await expect(saturn.panel).toContainText('user1');
  await expect(saturn.action('Start')).toBeVisible();
});

test('U6 a project by id, name and address of its page', async ({
  page,
  saturn,
  signIn,
  remote
}) => {
  const project = saturn.setting('project');
  const told = page.locator('.jp-Saturn-field').filter({ has: project });
  await signIn.enter(
    `SATURN_BASE_URL=${remote.url} SATURN_TOKEN=${remote.user.token}`
  );
  await expect(saturn.panel).toContainText('user1');
  await expect(
    told.locator('datalist option[value="first-steps"]')
  ).toHaveCount(1);
  for (const text of [
    remote.user.project_id,
    'first-steps',
    `${remote.url}dash/projects/${remote.user.project_id}`
  ]) {
    await project.fill(text);
    await project.press('Enter');
    await expect(told).toContainText('✓ first-steps · 1 cluster');
  }
  await project.fill('no such project');
  await project.press('Enter');
  await expect(told).toContainText('The project was not found');
  for (const paste of [remote.user.token, `Bearer ${remote.user.token}`]) {
    await project.fill(paste);
    await project.press('Enter');
    await expect(told).toContainText('This looks like a token');
    await expect(project).toHaveValue('no such project');
    expect(await findInPage(page, remote.user.token)).toEqual([]);
  }
  const settings = await page.request.get(
    '/lab/api/settings/jupyterlab-saturn:plugin'
  );
  expect(await settings.text()).not.toContain(remote.user.token);
});

test('the page of another Saturn proposes that Saturn', async ({
  page,
  saturn,
  signIn,
  remote
}) => {
  const project = saturn.setting('project');
  const told = page.locator('.jp-Saturn-field').filter({ has: project });
  await project.fill(`${remote.url}dash/projects/${remote.user.project_id}`);
  await expect(told).toContainText(`This page is on ${remote.url}`);
  await told.getByRole('button', { name: `Use ${remote.host}` }).click();
  await expect(saturn.setting('baseUrl')).toHaveValue(remote.url);
  await expect(signIn.state).toContainText(`Not signed in to ${remote.host}`);
  await signIn.enter(remote.user.token);
  await expect(told).toContainText('✓ first-steps · 1 cluster');
});

test('N7 N24 a token that ends is asked for once, and work goes on', async ({
  page,
  saturn,
  signIn,
  remote
}) => {
  const token = await remote.makeToken();
  await signIn.enter(
    `SATURN_BASE_URL=${remote.url} SATURN_TOKEN=${token.access_token}`
  );
  await expect(saturn.panel).toContainText('user1');
  await expect(saturn.action('Start')).toBeVisible();
  await remote.endToken(token.id);
  await saturn.panel.getByRole('button', { name: 'Refresh' }).click();
  const question = page
    .locator('.Toastify__toast')
    .filter({ hasText: 'Saturn refuses the token' });
  await expect(question).toHaveCount(1);
  const sidebar = new SignInForm(saturn.panel.locator('.jp-Saturn-signIn'));
  await expect(sidebar.state).toContainText('Saturn refuses the token');
  await expect(saturn.cluster).toContainText('last seen: Stopped');
  await saturn.panel.getByRole('button', { name: 'Refresh' }).click();
  await expect(question).toHaveCount(1);
  await sidebar.enter(remote.user.token);
  await expect(question).toHaveCount(0);
  await expect(saturn.action('Start')).toBeEnabled();
  await expect(saturn.cluster).not.toContainText('last seen');
});

test('the form fits a narrow sidebar, and a page at 200 %', async ({
  page,
  saturn,
  signIn,
  remote
}) => {
  const overflow = (selector: string): Promise<number> =>
    page
      .locator(selector)
      .first()
      .evaluate(node => node.scrollWidth - node.clientWidth);
  await useAddress(saturn, remote.url);
  await expect(signIn.state).toContainText('Not signed in');
  await page.sidebar.setWidth(250, 'left');
  const sidebar = new SignInForm(saturn.panel.locator('.jp-Saturn-signIn'));
  await sidebar.root.getByText('Where do I find a token?').click();
  await expect(sidebar.button('Verify')).toBeInViewport({ ratio: 1 });
  expect(await overflow('.jp-Saturn-content')).toBe(0);
  await page.sidebar.close('left');
  await page.setViewportSize({ width: 640, height: 400 });
  expect(await overflow('.jp-SettingsPanel')).toBe(0);
  // JupyterLab gives its list half of the editor: make room as users do.
  const handle = page.locator('.lm-SplitPanel-handle:visible').last();
  await handle.dragTo(page.locator('.jp-PluginList'), {
    targetPosition: { x: 120, y: 100 }
  });
  await signIn.input.focus(); // as by the keyboard: what has the focus is scrolled to
  await expect(signIn.button('Verify')).toBeInViewport({ ratio: 1 });
});
