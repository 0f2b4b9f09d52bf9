import type { Page } from '@playwright/test';

/** In which of the page's places a text stands. */
export function findInPage(page: Page, text: string): Promise<string[]> {
  return page.evaluate(async text => {
    const bases = await indexedDB.databases();
    const held = await Promise.all(
      bases.map(
        ({ name }) =>
          new Promise<string>((resolve, reject) => {
            const opening = indexedDB.open(name ?? '');
            opening.onerror = () => reject(new Error('No database.'));
            opening.onsuccess = () => {
              const base = opening.result;
              const stores = [...base.objectStoreNames];
              if (stores.length === 0) {
                return resolve('');
              }
              const transaction = base.transaction(stores);
              const requests = stores.map(s =>
                transaction.objectStore(s).getAll()
              );
              transaction.oncomplete = () => {
                base.close();
                resolve(JSON.stringify(requests.map(r => r.result as unknown)));
              };
            };
          })
      )
    );
    const places = {
      // eslint-disable-next-line no-restricted-properties -- it is only read
      dom: document.documentElement.outerHTML,
      local: JSON.stringify(localStorage),
      session: JSON.stringify(sessionStorage),
      base: held.join('')
    };
    return Object.entries(places)
      .filter(([, content]) => content.includes(text))
      .map(([place]) => place);
  }, text);
}
