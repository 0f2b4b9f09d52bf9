import { CREDENTIALS, expect, stored, test, useAddress } from './remote';
import { findInPage } from './storage';

test('a token that is typed is nowhere afterwards', async ({
  page,
  saturn,
  signIn,
  remote
}) => {
  const token = remote.user.token;
  const answers: Promise<string>[] = [];
  const carriers: string[] = [];
  page.on('request', request => {
    if (`${request.url()} ${request.postData() ?? ''}`.includes(token)) {
      carriers.push(`${request.method()} ${new URL(request.url()).pathname}`);
    }
  });
  page.on('response', response => {
    if (response.request().method() === 'GET') {
      answers.push(response.text().catch(() => ''));
    }
  });
  await useAddress(saturn, remote.url);
  await signIn.input.pressSequentially(token);
  expect(await findInPage(page, token)).toEqual([]);
  await signIn.button('Verify').click();
  await expect(signIn.state).toContainText('Signed in as user1');
  expect(await findInPage(page, token)).toEqual([]);
  for (const path of [
    CREDENTIALS,
    '/jupyterlab-saturn/api/state',
    '/lab/api/settings/jupyterlab-saturn:plugin'
  ]) {
    const answer = await page.request.get(path);
    expect(answer.ok()).toBe(true);
    expect(await answer.text()).not.toContain(token);
  }
  expect(carriers).toEqual([`PUT ${CREDENTIALS}`]);
  expect(answers.length).toBeGreaterThan(0);
  expect((await Promise.all(answers)).join('')).not.toContain(token);
});

test('what is looked through for a token would show one', async ({
  page,
  saturn
}) => {
  await expect(saturn.panel).toBeVisible();
  await page.evaluate(async () => {
    document.body.dataset.planted = 'canary-dom';
    localStorage.setItem('planted', 'canary-local');
    sessionStorage.setItem('planted', 'canary-session');
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open('planted', 1);
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore('planted').put('canary-base', 'k');
      };
      opening.onsuccess = () => {
        opening.result.close();
        resolve();
      };
      opening.onerror = () => reject(new Error('No database.'));
    });
  });
  const found = [];
  for (const place of ['dom', 'local', 'session', 'base']) {
    found.push(await findInPage(page, `canary-${place}`));
  }
  expect(found).toEqual([['dom'], ['local'], ['session'], ['base']]);
});

test('a refused token is not repeated, and nothing is kept', async ({
  page,
  saturn,
  signIn,
  remote
}) => {
  const token = 'canary-5d1f8a-not-a-token';
  await useAddress(saturn, remote.url);
  await signIn.enter(token);
  await expect(signIn.state).toContainText('Saturn refuses the token');
  await expect(signIn.state).toContainText('Access Keys');
  await expect(signIn.input).toHaveValue('');
  await expect(signIn.input).toBeFocused();
  expect(await findInPage(page, token)).toEqual([]);
  expect(await stored(page)).toEqual([]);
});
