import { Dialog } from '@jupyterlab/apputils';

/**
 * A dialog whose body has inputs and buttons of its own: Enter and arrows in it are not the dialog's.
 */
export class FormDialog extends Dialog<unknown> {
  override handleEvent(event: Event): void {
    const isOwn =
      event instanceof KeyboardEvent &&
      event.type === 'keydown' &&
      event.key !== 'Escape' &&
      event.target instanceof Node &&
      this.node.querySelector('.jp-Dialog-body')?.contains(event.target);
    if (!isOwn) {
      super.handleEvent(event);
    }
  }
}
