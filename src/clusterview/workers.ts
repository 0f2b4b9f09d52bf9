import { clusterPath, Requests } from '../requests';

/**
 * One worker process; null stands for what its scheduler does not tell.
 *
 * #### Notes
 * Memory is in bytes, `cpu` in percent of one core, times are ISO 8601 UTC.
 */
export interface IWorker {
  readonly name: string;
  readonly address: string;
  /** Dask's word, such as `running` or `paused`. */
  readonly status: string;
  readonly threads: number;
  readonly memory_used: number | null;
  readonly memory_limit: number | null;
  readonly cpu: number | null;
  /** Its tasks that run now. */
  readonly executing: number | null;
  /** Its tasks that are not finished. */
  readonly processing: number | null;
  readonly last_seen: string | null;
}

/**
 * All workers together.
 */
export interface ITotals extends Pick<
  IWorker,
  | 'threads'
  | 'memory_used'
  | 'memory_limit'
  | 'cpu'
  | 'executing'
  | 'processing'
> {
  readonly workers: number;
}

/**
 * Some of a cluster's workers, in some order.
 */
export interface IWorkerPage {
  readonly total: number;
  readonly offset: number;
  readonly rows: ReadonlyArray<IWorker>;
  readonly totals: ITotals;
}

/**
 * What the workers can be sorted by.
 */
export type WorkerField = Exclude<
  keyof IWorker,
  'address' | 'executing' | 'memory_limit' | 'status'
>;

/**
 * An order of the workers; equal ones come by name.
 */
export interface IWorkerOrder {
  readonly field: WorkerField;
  readonly isDescending: boolean;
}

/**
 * What goes on inside a cluster, as our server tells it.
 */
export class WorkersAPI extends Requests {
  /**
   * Read a page of a running cluster's workers, and what all of them use.
   *
   * @param limit - The number of rows, at most 500.
   */
  async page(
    clusterId: string,
    offset: number,
    limit: number,
    order: IWorkerOrder
  ): Promise<IWorkerPage> {
    const response = await this._request(
      clusterPath(clusterId, 'workers'),
      {},
      {
        offset: String(offset),
        limit: String(limit),
        sort: `${order.isDescending ? '-' : ''}${order.field}`
      }
    );
    await this._expect(response, 200);
    return this._read<IWorkerPage>(response);
  }
}
