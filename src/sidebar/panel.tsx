import { ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import type { ISignal } from '@lumino/signaling';
import React, { lazy, Suspense } from 'react';

import { saturnIcon } from '../icons';
import type { IAttachments, IClusters } from '../tokens';
import type { IListView } from './order';
import type {
  IAttachedDocument,
  ISidebarActions,
  ISidebarSlots
} from './props';
import type { ISidebarSections } from './sections';

/**
 * The panel's id in the shell.
 */
export const PANEL_ID = 'jupyterlab-saturn';

/**
 * What the panel shows; it is loaded when the panel is first opened.
 */
const Sidebar = lazy(async () => ({
  default: (await import('./sidebar')).Sidebar
}));

/**
 * The sidebar's frame: while it is hidden, the model rests and nothing is drawn.
 *
 * #### Notes
 * It is in the sidebar from the start, and what it shows is loaded when it is first shown.
 */
export class SaturnPanel extends ReactWidget {
  constructor(options: SaturnPanel.IOptions) {
    super();
    this._load = options.load;
    this.id = PANEL_ID;
    this.title.icon = saturnIcon;
    this.title.caption = options.trans.__('Saturn: Dask clusters');
    this.addClass('jp-Saturn');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', options.trans.__('Saturn'));
  }

  /**
   * Have it show this from now on.
   */
  fill(sources: SaturnPanel.ISources): void {
    this._sources = sources;
    for (const signal of [
      sources.clusters.changed,
      sources.attachments.changed,
      sources.sections.changed,
      sources.currentChanged
    ]) {
      signal.connect(this._onChanged, this);
    }
    this._look();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._look();
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this._look();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._look();
  }

  protected override render(): JSX.Element {
    return this._sources && this.isVisible ? (
      <Suspense fallback={null}>{this._draw(this._sources)}</Suspense>
    ) : (
      <></>
    );
  }

  /**
   * Have the model work while it is seen.
   */
  private _look(): void {
    if (this._sources) {
      this._sources.clusters.isActive = this.isVisible;
    } else if (this.isVisible) {
      this._load();
    }
    this.update();
  }

  private _onChanged(): void {
    this.update(); // once, however many of them come at the same time
  }

  private _draw(sources: SaturnPanel.ISources): JSX.Element {
    const { clusters, attachments, trans, actions } = sources;
    const current = sources.current();
    const documents = attachments.active.flatMap(({ attachment, paths }) =>
      paths.map((path): IAttachedDocument => ({
        path,
        state: attachment.state,
        isBehindCell: attachment.isBehindCell,
        cluster: attachment.cluster,
        variable: attachment.variable,
        problem: attachment.problem,
        isCurrent: path === current?.path
      }))
    );
    return (
      <Sidebar
        snapshot={clusters.snapshot}
        problem={clusters.problem}
        readAt={clusters.checkedAt ? Date.parse(clusters.checkedAt) : null}
        selectedId={clusters.selected?.id ?? null}
        pending={id => clusters.pending(id)}
        documents={documents}
        current={current?.name ?? null}
        now={sources.now}
        memory={sources.memory}
        trans={trans}
        actions={actions}
        sections={sources.sections.all}
        {...sources.slots}
      />
    );
  }

  private readonly _load: () => void;
  private _sources: SaturnPanel.ISources | null = null;
}

/**
 * A namespace for `SaturnPanel` statics.
 */
export namespace SaturnPanel {
  /**
   * The options of the panel.
   */
  export interface IOptions {
    /** Load what fills it. */
    load: () => void;
    trans: TranslationBundle;
  }

  /**
   * What fills it.
   */
  export interface ISources {
    clusters: IClusters;
    attachments: IAttachments;
    actions: ISidebarActions;
    sections: ISidebarSections;
    /** Return the notebook that *Attach* acts on. */
    current: () => { readonly path: string; readonly name: string } | null;
    /** Emitted when another notebook became current. */
    currentChanged: ISignal<unknown, unknown>;
    /** Return the time by our server's clock, in milliseconds since 1970. */
    now: () => number;
    /** How the list is searched and sorted, as long as the page is open. */
    memory: { view: IListView };
    trans: TranslationBundle;
    slots?: ISidebarSlots;
  }
}
