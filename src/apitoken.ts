import { Token } from '@lumino/coreutils';

import type { SaturnAPI } from './api';

/**
 * Our server's REST interface, for plugins.
 */
export type ISaturnAPI = Pick<SaturnAPI, keyof SaturnAPI>;

/**
 * The token of our server's REST interface.
 */
export const ISaturnAPI = new Token<ISaturnAPI>(
  'jupyterlab-saturn:ISaturnAPI',
  'The REST interface of the Saturn server extension.'
);
