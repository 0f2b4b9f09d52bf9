import type { TranslationBundle } from '@jupyterlab/translation';

import type { IProblem } from './tokens';

/**
 * Read the problem that our server names in an answer, or name what else may have answered.
 */
export async function problemOf(
  response: Response,
  trans: TranslationBundle
): Promise<IProblem> {
  const body: unknown = await response.json().catch(() => null);
  if (isProblem(body)) {
    return body;
  }
  if (response.status === 404) {
    return {
      code: 'no-extension',
      title: trans.__('The Saturn server extension is not running'),
      reason: trans.__('The Jupyter server does not know its address.'),
      hint: trans.__(
        'Run "jupyter server extension enable jupyterlab_saturn" and restart Jupyter.'
      )
    };
  }
  return {
    code: 'odd-answer',
    title: trans.__('Jupyter answered in an unexpected way'),
    reason: trans.__('It said %1 %2.', response.status, response.statusText),
    hint: trans.__(
      'Reload the page; if it happens again, look into the log of the Jupyter server.'
    )
  };
}

function isProblem(value: unknown): value is IProblem {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['code', 'title', 'reason', 'hint'].every(
      key => typeof (value as Record<string, unknown>)[key] === 'string'
    )
  );
}
