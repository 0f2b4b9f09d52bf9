/**
 * What the workers use now. Memory in bytes, `cpu` in percent of one core; null is unknown.
 */
export interface ITotals {
  readonly workers: number;
  readonly threads: number;
  readonly memory_used: number | null;
  readonly memory_limit: number | null;
  readonly cpu: number | null;
  readonly executing: number | null;
  readonly processing: number | null;
}

/**
 * One worker.
 */
export interface IWorkerRow extends Omit<ITotals, 'workers'> {
  readonly name: string;
  readonly address: string;
}

/**
 * Some workers, and what all of them use.
 */
export interface IWorkersPage {
  readonly total: number;
  readonly rows: ReadonlyArray<IWorkerRow>;
  readonly totals: ITotals;
}
