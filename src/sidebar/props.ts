import type { TranslationBundle } from '@jupyterlab/translation';
import type React from 'react';

import type {
  AttachmentState,
  ClusterAction,
  IClusterRef,
  IProblem,
  IProjectResources,
  ISnapshot
} from '../tokens';
import type { IListView } from './order';
import type { ISidebarSection } from './sections';

/**
 * What the user can ask for in the sidebar.
 */
export interface ISidebarActions {
  select(clusterId: string): void;
  start(clusterId: string): void;
  stop(clusterId: string): void;
  restart(clusterId: string): void;
  scale(clusterId: string): void;
  attach(clusterId: string): void;
  detach(): void;
  /** Make a cluster for the project. */
  create(): void;
  refresh(): void;
  openSettings(): void;
  /** Leave an idle cluster as it is. */
  keep(clusterId: string): void;
  /** Read the jobs and deployments of a project's owner. Rejects with a `SaturnProblem`. */
  resources(projectId: string): Promise<IProjectResources>;
}

/**
 * A document whose kernel is attached, or about to be.
 */
export interface IAttachedDocument {
  readonly path: string;
  readonly state: AttachmentState;
  /** Whether it waits for a running cell. */
  readonly isBehindCell?: boolean;
  readonly cluster: IClusterRef | null;
  readonly variable: string;
  readonly problem: IProblem | null;
  /** Whether it is the document that the user works on. */
  readonly isCurrent: boolean;
}

/**
 * What others draw in the sidebar.
 */
export interface ISidebarSlots {
  /** Below the line that says which Saturn this is. */
  readonly saturns?: React.ReactNode;
  /** In the place of the clusters' message, while a token is wanted. */
  readonly signIn?: React.ReactNode;
}

/**
 * All that the sidebar draws.
 */
export interface ISidebarValues extends ISidebarSlots {
  readonly snapshot: ISnapshot | null;
  readonly problem: IProblem | null;
  /** When Saturn was last read, in milliseconds since 1970; null before. */
  readonly readAt: number | null;
  readonly selectedId: string | null;
  readonly pending: (clusterId: string) => ClusterAction | 'scale' | null;
  readonly documents: ReadonlyArray<IAttachedDocument>;
  /** The name of the notebook that *Attach* would act on; null when there is none. */
  readonly current: string | null;
  /** Return the time by our server's clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** What the user chose to see of the list; it outlives the view. */
  readonly memory: { view: IListView };
  readonly trans: TranslationBundle;
  readonly actions: ISidebarActions;
  /** What others draw of the opened cluster. */
  readonly sections?: ReadonlyArray<ISidebarSection>;
}
