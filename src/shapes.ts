/**
 * What went wrong, in words for the user.
 */
export interface IProblem {
  readonly code: string;
  readonly title: string;
  readonly reason: string;
  /** What to do next. */
  readonly hint: string;
  /** Names the request in the server's log, where there was one. */
  readonly request_id?: string;
}

/**
 * What owns a cluster: a project, in the word of 2021.
 */
export type OwnerKind = 'workspace' | 'deployment' | 'job';

/**
 * How far a start has come: what it waits for, in the order of the words. Some Saturns tell of no
 * supervisor of their own.
 */
export interface IStage {
  readonly step: 'requested' | 'supervisor' | 'scheduler' | 'workers';
  readonly workers_ready: number;
  readonly workers_total: number;
  readonly workers_failed?: number;
}

/**
 * Why a start hangs or has failed, in the platform's own words: text, never markup.
 */
export interface IStageDetail {
  readonly part: 'cluster' | 'supervisor' | 'scheduler' | 'worker';
  /** One word, such as `ImagePullBackOff` or `OOMKilled`. */
  readonly reason: string | null;
  readonly message: string | null;
}

/**
 * What has been spent since our server first saw something run: an estimate.
 *
 * #### Notes
 * `spent` is up to `as_of`; since then it grows by `per_hour`, so that a page can count on without
 * asking. Both are US dollars, and null when a price is unknown.
 */
export interface ICost {
  readonly spent: number | null;
  readonly per_hour: number | null;
  readonly as_of: string;
  readonly since: string;
}

/**
 * What happens when a cluster is idle.
 */
export type IdleAction = 'off' | 'notify' | 'stop';

/**
 * A cluster has been idle for the minutes of the idle watch.
 */
export interface IIdleAlert {
  readonly cluster_id: string;
  /** What the idle watch does: it only tells, or it stops the cluster at the deadline. */
  readonly action: 'notify' | 'stop';
  /** Since when the cluster is idle. */
  readonly since: string;
  readonly raised_at: string;
  /** When it is stopped, by the server's clock (an answer's `Date`); null for `notify`. */
  readonly deadline: string | null;
  /** Why stopping it failed the last time; it is tried again at the deadline. */
  readonly problem: IProblem | null;
}

/**
 * Saturn's own pages; the local Saturn has none.
 */
export interface ILinks {
  readonly resources: string;
  readonly new_project: string;
  readonly jobs: string;
  readonly deployments: string;
  readonly access_keys: string;
  readonly plans: string;
  readonly sign_up: string;
}

/**
 * What a cluster can be made of; what is left out is Saturn's default, or stays as it is.
 */
export interface IDefinition {
  /** Hosts. */
  readonly n_workers?: number;
  /** Worker processes of a host. */
  readonly nprocs?: number;
  /** Threads of a process. */
  readonly nthreads?: number;
  readonly worker_size?: string;
  readonly scheduler_size?: string;
  readonly worker_is_spot?: boolean;
}

/**
 * A cluster to be made for a project that has none.
 */
export interface INewCluster extends IDefinition {
  readonly project_id: string;
  /** The default is `workspace`. */
  readonly project_kind?: OwnerKind;
}

/**
 * A deployment, to be looked at only.
 */
export interface IDeployment {
  readonly id: string;
  readonly name: string;
  /** Saturn's own word. */
  readonly status: string | null;
  readonly running_count: number | null;
  readonly url: string | null;
}

/**
 * A job, to be looked at only.
 */
export interface IJob extends IDeployment {
  /** A cron expression, in UTC. */
  readonly schedule: string | null;
  readonly is_scheduled: boolean;
  /** Computed from the schedule. */
  readonly next_run: string | null;
}

/**
 * What the owner of a project has besides; Saturn ties neither to the project itself.
 */
export interface IProjectResources {
  readonly owner: string | null;
  readonly jobs: ReadonlyArray<IJob>;
  readonly deployments: ReadonlyArray<IDeployment>;
}

/**
 * A size of machine that Saturn offers.
 */
export interface ISize {
  readonly name: string;
  readonly display: string;
  readonly cores: number;
  readonly memory_bytes: number | null;
  readonly gpu: number;
  readonly gpu_type: string | null;
  readonly price_per_hour: number | null;
}

/**
 * Whether a version of the kernel's fits the cluster's; with a fatal difference nothing would work.
 */
export type Verdict = 'same' | 'differs' | 'fatal' | 'unknown';

/**
 * The versions of one package; null is not there, or not known.
 */
export interface IVersionRow {
  readonly package: string;
  readonly kernel: string | null;
  readonly scheduler: string | null;
  readonly workers: ReadonlyArray<string>;
  readonly verdict: Verdict;
}
