import type { NotebookPanel } from '@jupyterlab/notebook';

import type { IFinding, IRecognition } from '../modernise';
import { isOfInterest } from '../modernise/notebook';
import type { Notices } from './notices';
import { readNotebook } from './sharednotebook';

/**
 * Looks at notebooks when they open and when they are saved, and tells of old recipes and tokens.
 *
 * #### Notes
 * Nearly all notebooks have none of Saturn's words and are not read any further. A save is never held up.
 */
export class NotebookWatch {
  constructor(options: NotebookWatch.IOptions) {
    this._options = options;
  }

  /**
   * Look at a notebook from now on.
   */
  add(panel: NotebookPanel): void {
    const { context } = panel;
    let told = '';
    const onSave = (_: unknown, state: string): void => {
      if (state === 'started' && this._options.isGuarding()) {
        void this._recognise(panel).then(found => {
          const tokens = found?.tokens ?? [];
          const now = describe(tokens);
          if (now && now !== told) {
            this._options.notices.warn(panel, () => this._modernise(panel));
          } else if (!now && told) {
            this._options.notices.close(panel);
          }
          told = now;
        });
      }
    };
    context.saveState.connect(onSave);
    void context.ready.then(() => this._offer(panel));
  }

  private async _offer(panel: NotebookPanel): Promise<void> {
    const found = await this._recognise(panel);
    if (!found) {
      return;
    }
    const hasToken = found.tokens.length > 0;
    if (hasToken || found.recipe?.obstacle === null) {
      this._options.notices.offer(panel, hasToken, () =>
        this._modernise(panel)
      );
    }
  }

  /**
   * @returns Null when there is nothing of Saturn's in a notebook, or the notebook is gone.
   */
  private async _recognise(panel: NotebookPanel): Promise<IRecognition | null> {
    const shared = panel.isDisposed ? null : panel.context.model.sharedModel;
    const notebook = shared && readNotebook(shared);
    if (!notebook || !isOfInterest(notebook)) {
      return null;
    }
    const { recognise } = await import('../modernise');
    return panel.isDisposed ? null : recognise(notebook);
  }

  private _modernise(panel: NotebookPanel): void {
    void this._options.modernise(panel);
  }

  private readonly _options: NotebookWatch.IOptions;
}

/**
 * A namespace for `NotebookWatch` statics.
 */
export namespace NotebookWatch {
  /**
   * The options of the class.
   */
  export interface IOptions {
    notices: Notices;
    /** Make a notebook modern; it asks before. Never rejects. */
    modernise: (panel: NotebookPanel) => Promise<void>;
    /** Whether saved notebooks are looked at. */
    isGuarding: () => boolean;
  }
}

/**
 * Say how many tokens are in which places; the same while cells move or other text changes.
 */
function describe(tokens: ReadonlyArray<IFinding>): string {
  return tokens
    .map(({ place, span }) => `${place.part} ${span.to - span.from}`)
    .sort()
    .join(', ');
}
