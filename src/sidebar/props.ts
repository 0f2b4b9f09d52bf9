import type { TranslationBundle } from '@jupyterlab/translation';
import type React from 'react';

import type {
  AttachmentState,
  ClusterAction,
  IClusterRef,
  IProblem,
  ISnapshot
} from '../tokens';
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
  refresh(): void;
  openSettings(): void;
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
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly trans: TranslationBundle;
  readonly actions: ISidebarActions;
  /** What others draw of the opened cluster. */
  readonly sections?: ReadonlyArray<ISidebarSection>;
}
