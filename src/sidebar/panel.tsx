import { ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import React, { useEffect, useState } from 'react';

import { saturnIcon } from '../icons';
import type { IAttachments, IClusters } from '../tokens';
import type {
  IAttachedDocument,
  ISidebarActions,
  ISidebarSlots
} from './props';
import type { ISidebarSections } from './sections';
import { Sidebar } from './sidebar';

/**
 * The panel's id in the shell.
 */
export const PANEL_ID = 'jupyterlab-saturn';

/**
 * Milliseconds between two drawings of the ages, while the panel is visible.
 */
const TICK = 1000;

/**
 * The sidebar's frame: while it is hidden, the model rests and nothing is drawn.
 */
export class SaturnPanel extends ReactWidget {
  constructor(options: SaturnPanel.IOptions) {
    super();
    this._options = options;
    options.sections.changed.connect(() => this.update(), this);
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
    if (!this.isVisible) {
      return <></>;
    }
    const { clusters, attachments } = this._options;
    return (
      <UseSignal signal={clusters.changed}>
        {() => (
          <UseSignal signal={attachments.changed}>
            {() => (
              <UseSignal signal={this._options.currentChanged}>
                {() => <Ticking draw={now => this._draw(now)} />}
              </UseSignal>
            )}
          </UseSignal>
        )}
      </UseSignal>
    );
  }

  private _draw(now: number): JSX.Element {
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
        now={now}
        trans={trans}
        actions={actions}
        sections={this._options.sections.all}
        {...this._options.slots}
      />
    );
  }

  private readonly _options: SaturnPanel.IOptions;
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
    currentChanged: React.ComponentProps<typeof UseSignal>['signal'];
    trans: TranslationBundle;
    slots?: ISidebarSlots;
  }
}

/**
 * Draw anew each second, so that ages and elapsed times are true.
 */
function Ticking(props: { draw: (now: number) => JSX.Element }): JSX.Element {
  const [, setNow] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK);
    return () => clearInterval(timer);
  }, []);
  return props.draw(Date.now());
}
