import type { TranslationBundle } from '@jupyterlab/translation';

import type { IProblem } from './tokens';

/**
 * A problem that is thrown.
 */
export class SaturnProblem extends Error implements IProblem {
  constructor(problem: IProblem) {
    super(`${problem.title}: ${problem.reason}`);
    this.name = 'SaturnProblem';
    this.code = problem.code;
    this.title = problem.title;
    this.reason = problem.reason;
    this.hint = problem.hint;
    this.request_id = problem.request_id;
  }

  readonly code: string;
  readonly title: string;
  readonly reason: string;
  readonly hint: string;
  readonly request_id?: string;
}

/**
 * The problem that was thrown, or one that says what else was.
 */
export function toProblem(error: unknown, trans: TranslationBundle): IProblem {
  if (error instanceof SaturnProblem) {
    return error;
  }
  return {
    code: 'failed',
    title: trans.__('That did not work'),
    reason: error instanceof Error ? error.message : String(error),
    hint: trans.__('Try again; if it happens again, reload the page.')
  };
}
