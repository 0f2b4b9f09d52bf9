import type { Kernel } from '@jupyterlab/services';
import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type {
  ICost,
  IIdleAlert,
  ILinks,
  IProblem,
  ISize,
  IStage,
  IStageDetail,
  IdleAction,
  IVersionRow,
  OwnerKind
} from './shapes';

export type * from './shapes';

/**
 * The state of a cluster; `unknown` is a word of Saturn's that we do not know.
 */
export type ClusterStatus =
  'pending' | 'running' | 'stopping' | 'stopped' | 'error' | 'unknown';

/**
 * One Dask cluster as our server describes it.
 *
 * #### Notes
 * Times are ISO 8601 UTC, memory is in bytes, prices are in US dollars per hour; null is unknown.
 */
export interface ICluster {
  readonly id: string;
  readonly name: string;
  readonly project_id: string | null;
  readonly status: ClusterStatus;
  /** Saturn's own word, where the status is `unknown`. */
  readonly status_text: string | null;
  /** What it waits for, while it starts or while workers are still to come. */
  readonly stage: IStage | null;
  readonly stage_detail?: IStageDetail | null;
  /** Since when it starts, stops or waits for workers, over all statuses of that. */
  readonly transition_since?: string | null;
  /** When this status was first seen. */
  readonly since: string | null;
  /** Since when no task was processed; null while one is, or when that is not known. */
  readonly idle_since?: string | null;
  readonly worker_count: number | null;
  readonly worker_target: number;
  readonly adaptive: {
    readonly minimum: number;
    readonly maximum: number;
  } | null;
  readonly threads: number;
  readonly memory_bytes: number | null;
  readonly worker_size: string | null;
  readonly scheduler_size: string | null;
  readonly price_per_hour: number | null;
  /** Null when our server never saw it running. */
  readonly cost?: ICost | null;
  /** The page of the resource that owns it. */
  readonly url?: string | null;
  readonly owner_kind?: OwnerKind | null;
  /** As Saturn stores it: hosts, processes of each, and threads of each process. */
  readonly n_workers?: number;
  readonly nprocs?: number;
  readonly nthreads?: number;
  readonly created_at: string | null;
  readonly warnings: ReadonlyArray<string>;
  readonly errors: ReadonlyArray<string>;
}

/**
 * Whether our server can talk to Saturn.
 */
export type ConnectionStatus =
  | 'starting'
  | 'ok'
  | 'no-local'
  | 'signed-out'
  | 'refused'
  | 'expired'
  | 'not-saturn'
  | 'unreachable';

/**
 * Where a value comes from; the environment's and the admin's cannot be changed in the settings.
 */
export type Source = 'default' | 'settings' | 'environment' | 'admin';

/**
 * What our server says of a token; never the token.
 */
export interface ICredential {
  readonly configured: boolean;
  readonly source: string | null;
  /** The last four characters. */
  readonly hint: string | null;
  readonly expires_at: string | null;
  /** Sentences, such as that it ends soon. */
  readonly warnings: ReadonlyArray<string>;
}

/**
 * The link from our server to a Saturn.
 */
export interface IConnection {
  readonly base_url: string | null;
  readonly base_url_source: Source;
  readonly status: ConnectionStatus;
  readonly problem: IProblem | null;
  readonly user: string | null;
  readonly token: ICredential;
}

/**
 * All that our server knows, at one moment.
 */
export interface ISnapshot {
  readonly revision: number;
  /** Differs after a restart of the server. */
  readonly instance: string;
  readonly version: string;
  readonly checked_at: string | null;
  /** Since when the clusters could not be read; null when they are fresh. */
  readonly stale_since: string | null;
  /** Whether this is the local Saturn. */
  readonly local: boolean;
  readonly connection: IConnection;
  readonly project: {
    readonly id: string;
    readonly name: string | null;
    readonly url?: string | null;
  } | null;
  /** Why the setting leads to no project; null when it does, or is not set. */
  readonly project_problem: IProblem | null;
  readonly links?: ILinks | null;
  /** What Saturn, or the local one, allows at most. */
  readonly limits: { readonly workers: number };
  readonly idle_watch?: {
    readonly action: IdleAction;
    readonly minutes: number;
  };
  readonly idle_alerts?: ReadonlyArray<IIdleAlert>;
  /** All clusters together, also those that are gone; null when none was seen running. */
  readonly cost?: ICost | null;
  readonly sizes: ReadonlyArray<ISize>;
  readonly clusters: ReadonlyArray<ICluster>;
}

/**
 * How many workers: a number, or a range to adapt in.
 */
export type Scale = { workers: number } | { minimum: number; maximum: number };

/**
 * What a user may do to a cluster as a whole.
 */
export type ClusterAction = 'start' | 'stop' | 'restart';

/**
 * The model of all clusters.
 */
export interface IClusters extends IDisposable {
  /** Emitted when the snapshot, the problem, a pending action or the selection changed. */
  readonly changed: ISignal<IClusters, void>;
  /** The last good snapshot; null before the first. */
  readonly snapshot: ISnapshot | null;
  /** Why our own server did not answer; null when it did. */
  readonly problem: IProblem | null;
  /** When Saturn was last read, ISO 8601; null before. */
  readonly checkedAt: string | null;
  /** The selected cluster, or the first one. */
  readonly selected: ICluster | null;
  /** Whether somebody looks; while false, nothing is requested. */
  isActive: boolean;
  /** Whether an attachment depends on the clusters; the server's events are then followed. */
  isFollowed: boolean;

  /** Return the cluster of that id, or null. */
  get(id: string): ICluster | null;
  /** Return the action that is under way on a cluster, or null. */
  pending(id: string): ClusterAction | 'scale' | null;
  /** Tell the model that the settings have reached the server: until then it waits, for a while. */
  configured(): void;
  select(id: string): void;
  /**
   * Read the snapshot from our server. Never rejects: a failure is `problem`.
   *
   * @param options - Without `look` (the default has it) the server does no work for it.
   */
  refresh(options?: { look: boolean }): Promise<void>;
  /** Have our server ask Saturn now, then read the snapshot. Rejects with a `SaturnProblem`. */
  recheck(): Promise<void>;
  /** Start, stop or restart a cluster, then read the snapshot. Rejects with a `SaturnProblem`. */
  act(id: string, action: ClusterAction): Promise<void>;
  /** Set the number of workers, then read the snapshot. Rejects with a `SaturnProblem`. */
  scale(id: string, scale: Scale): Promise<void>;
}

/**
 * The token of the clusters' model.
 */
export const IClusters = new Token<IClusters>(
  'jupyterlab-saturn:IClusters',
  'The Dask clusters of a Saturn, and what can be done to them.'
);

/**
 * The state of the link between one kernel and one cluster.
 */
export type AttachmentState =
  'detached' | 'waiting' | 'connecting' | 'attached' | 'lost' | 'failed';

/**
 * What an attachment names of its cluster.
 */
export interface IClusterRef {
  readonly id: string;
  readonly name: string;
  readonly project_id: string | null;
  /** The Saturn that it belongs to. */
  readonly base_url: string;
}

/**
 * The link between one kernel and one cluster.
 */
export interface IAttachment extends IDisposable {
  readonly changed: ISignal<IAttachment, void>;
  readonly state: AttachmentState;
  /** Whether it waits for a running cell; else, while waiting, for the kernel to start. */
  readonly isBehindCell: boolean;
  /** The cluster, in every state but `detached`. */
  readonly cluster: IClusterRef | null;
  /** The variable in the kernel that holds the client. */
  readonly variable: string;
  /** Why it is lost or has failed, or why attaching to yet another cluster did. */
  readonly problem: IProblem | null;
  /** What the user may want to know of an attach that succeeded all the same. */
  readonly remark: string | null;
  /** The versions of the kernel beside those of the cluster; empty while they are not known. */
  readonly comparison: ReadonlyArray<IVersionRow>;
  /** Resolves when the kernel has said what it was attached to before this page met it. */
  readonly recalled: Promise<void>;

  /**
   * Attach to a cluster. Resolves when the outcome is known, and never rejects: it is in `state`.
   *
   * @param connection - The connection whose later messages are to come after the attach; the default
   * is any one of the kernel's.
   * @param isForced - Whether to attach, now and after restarts, although the versions do not fit.
   */
  attach(
    cluster: IClusterRef,
    connection?: Kernel.IKernelConnection,
    isForced?: boolean
  ): Promise<void>;
  /** Close the kernel's client and leave the cluster running. */
  detach(): Promise<void>;
  /** Ask the kernel whether it still is as we think, unless an attach is under way. */
  verify(): void;
  /** Give up on an attach that waits or connects; it will have no effect. */
  cancel(): void;
}

/**
 * The attachments of all kernels.
 */
export interface IAttachments extends IDisposable {
  /** Emitted when any attachment changed. */
  readonly changed: ISignal<IAttachments, void>;
  /** All attachments that are not detached, with the notebooks or consoles that use the kernel. */
  readonly active: ReadonlyArray<{
    readonly attachment: IAttachment;
    readonly paths: ReadonlyArray<string>;
  }>;

  /**
   * Follow the kernel of a session from now on.
   *
   * @param connection - The session's own connection: messages of ours and of the user's cells keep
   * their order only within one connection.
   * @param path - The path of the document.
   *
   * @returns The kernel's attachment, the same one for all connections to a kernel.
   */
  follow(connection: Kernel.IKernelConnection, path: string): IAttachment;
  /** Return the attachment of a kernel, or null. */
  get(kernelId: string): IAttachment | null;
}

/**
 * The token of the attachments.
 */
export const IAttachments = new Token<IAttachments>(
  'jupyterlab-saturn:IAttachments',
  'The links between kernels and Dask clusters.'
);
