import type { TranslationBundle } from '@jupyterlab/translation';

import type { Advice, IClusterSettings, Obstacle } from '../modernise';
import { sentences } from '../words';

/**
 * The names that Python code gives the settings.
 */
const ARGUMENTS: Readonly<Record<keyof IClusterSettings, string>> = {
  nWorkers: 'n_workers',
  workerSize: 'worker_size',
  workerIsSpot: 'worker_is_spot',
  schedulerSize: 'scheduler_size',
  nprocs: 'nprocs',
  nthreads: 'nthreads'
};

/**
 * Put into words what the user should know before a notebook is made modern.
 */
export function adviceWords(advice: Advice, trans: TranslationBundle): string {
  switch (advice.code) {
    case 'rotate':
      return sentences(
        trans._n(
          'Whoever had this notebook could read the token',
          'Whoever had this notebook could read its %1 tokens',
          advice.count
        ),
        trans.__(
          'Make a new one in Saturn under User Profile → Access Keys, and delete the old one there'
        )
      );
    case 'emptied':
      return trans.__(
        'Other code uses %1, which held the token and is empty from now on.',
        advice.names.join(', ')
      );
    case 'not-replaced':
      return obstacleWords(advice.obstacle, trans);
    case 'dropped-pins':
      return trans.__(
        'These versions are no longer asked for: %1.',
        advice.pins.join(', ')
      );
    case 'unknown-settings':
      return trans.__(
        'The old code computes %1, so the new cell does not have it.',
        advice.settings.map(setting => ARGUMENTS[setting]).join(', ')
      );
    case 'dropped-arguments':
      return trans.__(
        'The new cell does not pass on %1.',
        advice.names.join(', ')
      );
    case 'no-address':
      return trans.__(
        'The old code does not say which Saturn it means: fill in SATURN_BASE_URL in the new cell.'
      );
    case 'missing':
      return trans.__(
        'Other code uses %1, which nothing sets any more.',
        advice.names.join(', ')
      );
    case 'no-install':
      return trans.__(
        'Nothing in the notebook installs dask-saturn, so it gets no install cell.'
      );
  }
}

/**
 * Say which settings of a recipe the new cell does not make, or nothing.
 */
export function settingsWords(
  settings: IClusterSettings,
  trans: TranslationBundle
): string {
  const given = (Object.keys(ARGUMENTS) as (keyof IClusterSettings)[])
    .filter(name => name !== 'nWorkers' && settings[name] !== undefined)
    .map(name => `${ARGUMENTS[name]}=${String(settings[name])}`);
  return sentences(
    settings.nWorkers === undefined
      ? ''
      : trans.__(
          'N_WORKERS = %1 counts when the new cell starts the cluster',
          settings.nWorkers
        ),
    given.length > 0
      ? trans.__(
          'The new cell leaves %1 to Saturn: set it there, where the cluster is',
          given.join(', ')
        )
      : ''
  );
}

function obstacleWords(obstacle: Obstacle, trans: TranslationBundle): string {
  switch (obstacle) {
    case 'nested':
      return trans.__(
        'The old way to connect stays, without a token, because it stands inside of other code. Insert a connect cell and take it out by hand.'
      );
    case 'broken':
      return trans.__(
        'The old way to connect stays, without a token, because its lines are no Python. Insert a connect cell and take it out by hand.'
      );
    case 'several':
      return trans.__(
        'The old ways to connect stay, without a token, because there is more than one. Insert a connect cell and take them out by hand.'
      );
  }
}
