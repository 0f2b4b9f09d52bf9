import { ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import type { ISignal } from '@lumino/signaling';
import React, { lazy, Suspense } from 'react';

import { saturnIcon } from '../icons';
import type { IAttachments, IClusters } from '../tokens';
import { FIRST_VIEW } from './order';
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
 */
export class SaturnPanel extends ReactWidget {
  constructor(options: SaturnPanel.IOptions) {
    super();
    this._options = options;
    for (const signal of [
      options.clusters.changed,
      options.attachments.changed,
      options.sections.changed,
      options.currentChanged
    ]) {
      signal.connect(this._onChanged, this);
    }
    this.id = PANEL_ID;
    this.title.icon = saturnIcon;
    this.title.caption = options.trans.__('Saturn: Dask clusters');
    this.addClass('jp-Saturn');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', options.trans.__('Saturn'));
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._options.clusters.isActive = true;
    this.update();
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this._options.clusters.isActive = false;
    this.update();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._options.clusters.isActive = this.isVisible;
  }

  protected override render(): JSX.Element {
    return this.isVisible ? (
      <Suspense fallback={null}>{this._draw()}</Suspense>
    ) : (
      <></>
    );
  }

  private _onChanged(): void {
    this.update(); // once, however many of them come at the same time
  }

  private _draw(): JSX.Element {
    const { clusters, attachments, trans, actions } = this._options;
    const current = this._options.current();
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
        now={this._options.now}
        memory={this._memory}
        trans={trans}
        actions={actions}
        sections={this._options.sections.all}
        {...this._options.slots}
      />
    );
  }

  private readonly _options: SaturnPanel.IOptions;
  private readonly _memory: { view: IListView } = { view: FIRST_VIEW };
}

/**
 * A namespace for `SaturnPanel` statics.
 */
export namespace SaturnPanel {
  /**
   * The options of the panel.
   */
  export interface IOptions {
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
    trans: TranslationBundle;
    slots?: ISidebarSlots;
  }
}
