import { MimeData, UUID } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Drag } from '@lumino/dragdrop';

/**
 * Pixels that the pointer moves before it drags rather than clicks.
 */
const THRESHOLD = 5;

/**
 * What notebooks take a drop of, and what editors and consoles do.
 */
const [CELLS_MIME, TEXT_MIME] = ['application/vnd.jupyter.cells', 'text/plain'];

/**
 * Lets users drag a cluster's row out of the sidebar: what is dropped is a cell that connects to it.
 */
export class ClusterDrag implements IDisposable {
  constructor(options: ClusterDrag.IOptions) {
    this._options = options;
    options.node.addEventListener('pointerdown', this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._release();
    this._options.node.removeEventListener('pointerdown', this);
  }

  handleEvent(event: PointerEvent): void {
    switch (event.type) {
      case 'pointerdown':
        this._press(event);
        break;
      case 'pointermove':
        this._move(event);
        break;
      default:
        this._release();
    }
  }

  private _press(event: PointerEvent): void {
    const title =
      event.target instanceof Element && event.button === 0
        ? event.target.closest('.jp-Saturn-rowTitle')
        : null;
    const row = title?.closest('[data-cluster-id]');
    if (!(row instanceof HTMLElement)) {
      return;
    }
    const clusterId = row.dataset.clusterId ?? '';
    const pressed: IPressed = {
      clusterId,
      name: row.getAttribute('aria-label') ?? '',
      x: event.clientX,
      y: event.clientY,
      source: null
    };
    this._release();
    this._pressed = pressed;
    // A drag begins within one event, so the cell is written before.
    this._options
      .write(clusterId)
      .then(source => {
        pressed.source = source;
      })
      .catch(error => console.error('The cell was not written.', error));
    for (const type of ['pointermove', 'pointerup', 'pointercancel']) {
      document.addEventListener(type, this, true);
    }
  }

  private _move(event: PointerEvent): void {
    const pressed = this._pressed;
    const isFar =
      pressed &&
      Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) >=
        THRESHOLD;
    if (!isFar || pressed.source === null) {
      return;
    }
    this._release();
    void this._drag(pressed, pressed.source, event);
  }

  private async _drag(
    pressed: IPressed,
    source: string,
    event: PointerEvent
  ): Promise<void> {
    const id = UUID.uuid4();
    const mimeData = new MimeData();
    const cell = { cell_type: 'code', id, source, metadata: {} };
    mimeData.setData(CELLS_MIME, [cell]);
    mimeData.setData(TEXT_MIME, source);
    const dragImage = document.createElement('div');
    dragImage.className = 'jp-Saturn-dragImage';
    dragImage.textContent = pressed.name;
    const drag = new Drag({
      mimeData,
      dragImage,
      supportedActions: 'copy',
      proposedAction: 'copy'
    });
    const action = await drag.start(event.clientX, event.clientY);
    drag.dispose();
    if (action === 'copy' && !this._isDisposed) {
      this._options.dropped(id, pressed.clusterId);
    }
  }

  private _release(): void {
    this._pressed = null;
    for (const type of ['pointermove', 'pointerup', 'pointercancel']) {
      document.removeEventListener(type, this, true);
    }
  }

  private readonly _options: ClusterDrag.IOptions;
  private _pressed: IPressed | null = null;
  private _isDisposed = false;
}

/**
 * A namespace for `ClusterDrag` statics.
 */
export namespace ClusterDrag {
  /**
   * The options of the drag.
   */
  export interface IOptions {
    /** Where the rows are. */
    node: HTMLElement;
    /** Write the cell for a cluster; null when there is no such cluster. */
    write: (clusterId: string) => Promise<string | null>;
    /** Called when the cell was dropped: into a notebook, it has this id there. */
    dropped: (cellId: string, clusterId: string) => void;
  }
}

/**
 * A pointer that is down on a row.
 */
interface IPressed {
  readonly clusterId: string;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  source: string | null;
}
