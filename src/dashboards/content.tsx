import { ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { IFrame } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { PanelLayout, Widget } from '@lumino/widgets';
import React from 'react';

import type { IWorkerPage } from '../clusterview/workers';
import type { DashboardPane } from './pane';
import type { Step } from './place';
import { Placeholder } from './placeholder';

/**
 * Milliseconds after which a hidden plot is let go: its websocket goes on for as long as it is there.
 */
const HIDDEN_LIMIT = 60_000;

/**
 * Shows a plot in a frame that can run scripts and do nothing else, or what stands in its place.
 */
export class DashboardContent extends Widget {
  constructor(options: DashboardContent.IOptions) {
    super();
    this._options = options;
    this.pane = options.pane;
    this.addClass('jp-Saturn-dashboard');
    this._told = new Told(() => this._draw());
    const layout = new PanelLayout();
    layout.addWidget(this._told);
    this.layout = layout;
    this.pane.changed.connect(this._onChanged, this);
    this._onChanged();
  }

  /** What is shown. */
  readonly pane: DashboardPane;

  override dispose(): void {
    if (!this.isDisposed) {
      clearTimeout(this._hidden);
      this.pane.dispose();
      super.dispose();
    }
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._look();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._look();
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this._look();
  }

  private _look(): void {
    clearTimeout(this._hidden);
    this.pane.isVisible = this.isVisible;
    this._told.update();
    if (this.isVisible) {
      this._options.onShown();
    } else {
      this._hidden = setTimeout(() => this.pane.rest(), HIDDEN_LIMIT);
    }
  }

  private _onChanged(): void {
    const { pane } = this;
    this.title.label = pane.title;
    this.title.caption = pane.title;
    const { state } = pane;
    const url = state.kind === 'frame' ? state.url : null;
    if (this._frame && this._frame.url !== url) {
      this._frame.dispose(); // its websocket ends with it
      this._frame = null;
    }
    if (url !== null) {
      this._frame ??= this._makeFrame(url);
      this._frame.toggleClass(
        'jp-mod-loading',
        !(state.kind === 'frame' && state.isLoaded)
      );
    }
    this._told.setHidden(state.kind === 'frame' && state.isLoaded);
    this._told.update();
  }

  private _makeFrame(url: string): IFrame {
    const frame = new IFrame({ sandbox: ['allow-scripts'] });
    frame.addClass('jp-Saturn-plotFrame');
    const node = frame.node.querySelector('iframe');
    if (node) {
      node.title = this.pane.title;
      node.addEventListener('load', () => this.pane.loaded(url));
    }
    frame.url = url;
    (this.layout as PanelLayout).addWidget(frame); // it was made here
    return frame;
  }

  private _draw(): JSX.Element {
    const { pane } = this;
    const { trans, onStep, onTab, readWorkers } = this._options;
    return this.isVisible ? (
      <Placeholder
        state={pane.state}
        onStep={step => onStep(pane, step)}
        onTab={onTab}
        readWorkers={readWorkers}
        trans={trans}
      />
    ) : (
      <></>
    );
  }

  private readonly _options: DashboardContent.IOptions;
  private readonly _told: Told;
  private _frame: IFrame | null = null;
  private _hidden: ReturnType<typeof setTimeout> | undefined;
}

/**
 * A namespace for `DashboardContent` statics.
 */
export namespace DashboardContent {
  /**
   * The options of a pane's content.
   */
  export interface IOptions {
    pane: DashboardPane;
    onStep: (pane: DashboardPane, step: Step) => void;
    /** Open the dashboard's own page in a tab of the browser. */
    onTab: (url: string) => void;
    /** Called when the pane is seen. */
    onShown: () => void;
    readWorkers: () => Promise<IWorkerPage>;
    trans: TranslationBundle;
  }
}

/**
 * The frame around what is told in words.
 */
class Told extends ReactWidget {
  constructor(draw: () => JSX.Element) {
    super();
    this._draw = draw;
    this.addClass('jp-Saturn-told');
  }

  protected override render(): JSX.Element {
    return this._draw();
  }

  private readonly _draw: () => JSX.Element;
}
