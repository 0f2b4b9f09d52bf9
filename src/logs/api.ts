import { clusterPath, Requests } from '../requests';
import type { ILine } from './lines';

/**
 * A process that writes a log, with its state in Saturn's own word.
 */
export interface IPod {
  readonly name: string;
  readonly status: string;
}

/**
 * A part of a log, oldest lines first.
 */
export interface ILogPage {
  readonly lines: ReadonlyArray<ILine>;
  /** Where to go on: at once while there is more, later to follow. */
  readonly cursor: string;
  readonly more: boolean;
  /** The processes; null but at the start of a log, empty where this Saturn does not tell. */
  readonly pods: ReadonlyArray<IPod> | null;
}

/**
 * Our server's REST interface to logs.
 */
export class LogAPI extends Requests {
  /**
   * Read on.
   *
   * @param pod - The process; "" for all, one after the other.
   * @param cursor - Where the last page ended; "" begins at the start.
   */
  async page(
    clusterId: string,
    pod: string,
    cursor: string
  ): Promise<ILogPage> {
    const response = await this._request(
      clusterPath(clusterId, 'logs'),
      {},
      { pod, cursor }
    );
    await this._expect(response, 200);
    return this._read<ILogPage>(response);
  }
}
