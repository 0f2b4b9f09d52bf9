import type { Page } from '@playwright/test';

import type { Remote } from './remote';
import {
  CREDENTIALS,
  expect,
  SignInForm,
  stored,
  test,
  useAddress
} from './remote';

/** What people paste for one token: all but the first lead to the Saturn as well. */
const PASTES: ReadonlyArray<[string, (token: string, url: string) => string]> =
  [
    ['a bare token', token => `  ${token}\n`],
    ['the JSON of the token’s page', token => `{"token": "${token}"}`],
    ['a header', token => `Authorization: Bearer ${token}`],
    ['a line for the shell', token => `export SATURN_TOKEN='${token}'`],
    [
      'the lines of Connect Externally',
      (token, url) =>
        `export SATURN_TOKEN=${token}\r\nexport SATURN_BASE_URL=${url}\r\n`
    ],
    [
      'the recipe of Connect Externally',
      (token, url) =>
        `conn = ExternalConnection(\n    project_id="${'a'.repeat(32)}",\n    base_url="${url}",\n    saturn_token="${token}"\n)`
    ]
  ];

for (const [name, write] of PASTES) {
  test(`the settings editor takes ${name}`, async ({
    saturn,
    signIn,
    remote
  }) => {
    const paste = write(remote.user.token, remote.url);
    if (!paste.includes(remote.url)) {
      await useAddress(saturn, remote.url);
      await expect(signIn.state).toContainText(
        `Not signed in to ${remote.host}`
      );
    }
    await signIn.enter(paste);
    await expect(signIn.state).toContainText('Signed in as user1');
    await expect(signIn.state).toContainText(
      `ends in ${remote.user.token.slice(-4)} · for all of your projects`
    );
    await expect(signIn.input).toHaveCount(0);
    await expect(saturn.setting('baseUrl')).toHaveValue(remote.url);
    await expect(saturn.panel).toContainText('user1');
    await expect(saturn.cluster).toBeVisible();
  });
}

test('an address that does not answer keeps the token out', async ({
  page,
  saturn,
  signIn
}) => {
  await useAddress(saturn, 'http://127.0.0.1:9/');
  await signIn.enter('some-token-of-mine');
  await expect(signIn.state).toContainText('cannot be reached');
  await expect(signIn.state).toContainText('It refuses connections.');
  expect(await stored(page)).toEqual([]);
});

test('a token is replaced, and forgotten when the user agrees', async ({
  page,
  saturn,
  signIn,
  remote
}) => {
  const second = await remote.makeToken();
  await useAddress(saturn, remote.url);
  await signIn.enter(remote.user.token);
  await expect(signIn.state).toContainText(remote.user.token.slice(-4));
  await signIn.button('Replace…').click();
  await expect(signIn.input).toBeFocused();
  await signIn.enter('not-a-token-of-this-saturn');
  await expect(signIn.state).toContainText(
    `The token that ends in ${remote.user.token.slice(-4)} is kept.`
  );
  await signIn.button('Cancel').click();
  await expect(signIn.state).toContainText('Signed in as');
  await expect(signIn.input).toHaveCount(0);
  await signIn.button('Replace…').click();
  await signIn.enter(second.access_token);
  await expect(signIn.state).toContainText(
    `ends in ${second.access_token.slice(-4)}`
  );
  await signIn.button('Forget…').click();
  await saturn.dialogButton('Cancel').click();
  expect(await stored(page)).toEqual([remote.url]);
  await signIn.button('Forget…').click();
  await saturn.dialogButton('Forget').click();
  await expect(
    page.getByText(`The token for ${remote.host} was forgotten.`)
  ).toBeVisible();
  await expect(signIn.state).toContainText(`Not signed in to ${remote.host}`);
  expect(await stored(page)).toEqual([]);
});

test('the whole form works by keyboard', async ({
  page,
  saturn,
  signIn,
  remote
}) => {
  const tab = async (): Promise<void> => page.keyboard.press('Tab');
  await saturn.setting('baseUrl').focus();
  await page.keyboard.type(remote.url);
  await page.keyboard.press('Enter');
  await expect(signIn.state).toContainText('Not signed in');
  await tab();
  await expect(saturn.setting('project')).toBeFocused();
  await page.keyboard.type('first-steps');
  await page.keyboard.press('Enter');
  await tab();
  await expect(signIn.input).toBeFocused();
  await page.keyboard.type(remote.user.token);
  await page.keyboard.press('Enter');
  await expect(signIn.state).toContainText('Signed in as user1');
  await expect(signIn.button('Replace…')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(signIn.input).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(saturn.setting('project')).toBeFocused();
  for (const name of ['Verify', 'Cancel']) {
    await tab();
    if (name === 'Verify') {
      await tab();
    }
    await expect(signIn.button(name)).toBeFocused();
  }
  await page.keyboard.press('Enter');
  await expect(signIn.button('Replace…')).toBeFocused();
  await tab();
  await expect(signIn.button('Forget…')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(saturn.dialogButton('Cancel')).toBeFocused();
  await tab();
  await page.keyboard.press('Enter');
  await expect(signIn.state).toContainText('Not signed in');
});

test('Notebook 7 signs in by a dialog of the command palette', async ({
  page,
  request,
  saturn,
  remote
}) => {
  const kernelspec = { name: 'python3', display_name: 'Python 3 (ipykernel)' };
  const content = {
    cells: [],
    metadata: { kernelspec },
    nbformat: 4,
    nbformat_minor: 5
  };
  const made = await request.put('/api/contents/signin.ipynb', {
    data: { type: 'notebook', format: 'json', content }
  });
  expect(made.ok()).toBe(true);
  await expect(saturn.panel).toBeVisible();
  const seven = await page.context().newPage();
  await seven.goto('/notebooks/signin.ipynb');
  await expect(seven.locator('.jp-Saturn-button')).toBeVisible();
  await seven.getByRole('menuitem', { name: 'View', exact: true }).click();
  await seven
    .getByRole('menuitem', { name: 'Activate Command Palette' })
    .click();
  await seven.locator('.lm-CommandPalette-input').fill('Sign In to Saturn');
  await seven.keyboard.press('Enter');
  const dialog = new SignInForm(seven.locator('.jp-Dialog'));
  await expect(dialog.input).toBeFocused();
  await dialog.input.fill(remote.user.token);
  await seven.getByLabel('Saturn address').fill(remote.url);
  await seven.getByLabel('Saturn address').press('Enter');
  await expect(seven.locator('.jp-Dialog')).toHaveCount(1);
  await dialog.input.press('Enter');
  await expect(seven.locator('.jp-Dialog')).toHaveCount(0);
  await expect(
    seven.getByText(`Signed in to ${remote.host} as user1.`)
  ).toBeVisible();
  const answer = await request.put('/jupyterlab-saturn/api/connection', {
    data: { base_url: '' }
  });
  expect(answer.ok()).toBe(true);
  // Notebook 7's page is none of Galata's: it wrote the address into the file of the settings.
  const restored = await request.put(
    '/lab/api/settings/jupyterlab-saturn:plugin',
    { data: { raw: '{}' } }
  );
  expect(restored.ok()).toBe(true);
  const removed = await request.delete('/api/contents/signin.ipynb');
  expect(removed.ok()).toBe(true);
});

test('the commands take no arguments', async ({ page, saturn, remote }) => {
  const hostile = {
    baseUrl: 'https://evil.example/',
    base_url: 'https://evil.example/',
    token: 'x',
    clusterId: 'y'
  };
  await signInByRequest(page, remote);
  for (const command of ['saturn:sign-in', 'saturn:sign-out']) {
    await page.evaluate(
      ([command, args]) => {
        void window.jupyterapp.commands.execute(command, args);
      },
      [command, hostile] as const
    );
    const dialog = page.locator('.jp-Dialog');
    await expect(dialog).toBeVisible();
    await expect(dialog).not.toContainText('evil');
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
  expect(await stored(page)).toEqual([remote.url]);
  await expect(saturn.panel).toContainText('Local Saturn');
});

async function signInByRequest(page: Page, remote: Remote): Promise<void> {
  const data = { token: remote.user.token, base_url: remote.url };
  const answer = await page.request.put(CREDENTIALS, { data });
  expect(answer.ok()).toBe(true);
}
