import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type React from 'react';

import type { ICluster } from '../tokens';

/**
 * A part of what the sidebar shows of the opened cluster.
 */
export interface ISidebarSection {
  readonly id: string;
  /** Sections are drawn in the order of their ranks. */
  readonly rank: number;
  /** Draw it; null where there is nothing to say of this cluster. */
  readonly draw: (cluster: ICluster) => React.ReactNode;
}

/**
 * The sections below the opened cluster, for plugins.
 */
export interface ISidebarSections {
  readonly all: ReadonlyArray<ISidebarSection>;
  /** Emitted when a section came or went. */
  readonly changed: ISignal<this, void>;
  /** Add a section; disposing of the answer takes it away. */
  add(section: ISidebarSection): IDisposable;
}

/**
 * The token of the sidebar's sections.
 */
export const ISidebarSections = new Token<ISidebarSections>(
  'jupyterlab-saturn:ISidebarSections',
  'What the sidebar shows of the opened cluster.'
);

/**
 * The sections, in the order of their ranks.
 */
export class SidebarSections implements ISidebarSections {
  get all(): ReadonlyArray<ISidebarSection> {
    return this._all;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  add(section: ISidebarSection): IDisposable {
    this._all = [...this._all, section].sort((a, b) => a.rank - b.rank);
    this._changed.emit();
    return new DisposableDelegate(() => {
      this._all = this._all.filter(other => other !== section);
      this._changed.emit();
    });
  }

  private _all: ReadonlyArray<ISidebarSection> = [];
  private readonly _changed = new Signal<this, void>(this);
}
