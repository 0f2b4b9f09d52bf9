import type { ISessionContext } from '@jupyterlab/apputils';
import type { ConsolePanel } from '@jupyterlab/console';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { PathExt } from '@jupyterlab/coreutils';
import type { Kernel } from '@jupyterlab/services';

import type { IInstallOptions } from './cells';
import type { IAttachment, IAttachments, IClusterRef } from './tokens';

const METADATA_KEY = 'saturn';

/**
 * The notebook or console that the commands act on.
 */
export interface ICurrentDocument {
  readonly path: string;
  readonly name: string;
  /** The attachment of its kernel; null while it has none. */
  readonly attachment: IAttachment | null;
  /** Its own connection to the kernel. */
  readonly connection: Kernel.IKernelConnection | null;
  /** Describes it again when its kernel has started, or it is known that it has none. */
  whenReady: () => Promise<ICurrentDocument>;
  /** Write into the notebook what it is attached to; a console forgets. */
  remember(cluster: IClusterRef): void;
  /** Insert the cell that installs packages, or renew it; null where there are no cells. */
  readonly insertInstallCell:
    ((options: IInstallOptions) => Promise<void>) | null;
}

/**
 * Return the attachment of a document's kernel, or null while it has no kernel.
 */
export function attachmentOf(
  panel: { readonly sessionContext: ISessionContext },
  attachments: IAttachments
): IAttachment | null {
  const kernel = panel.sessionContext.session?.kernel;
  return kernel ? attachments.get(kernel.id) : null;
}

/**
 * Describe a notebook to the commands.
 */
export function describeNotebook(
  panel: NotebookPanel,
  attachments: IAttachments
): ICurrentDocument {
  return {
    path: panel.context.path,
    name: PathExt.basename(panel.context.path),
    attachment: attachmentOf(panel, attachments),
    connection: panel.sessionContext.session?.kernel ?? null,
    whenReady: async () => {
      await panel.sessionContext.ready;
      return describeNotebook(panel, attachments);
    },
    remember: cluster => writeMetadata(panel, cluster),
    insertInstallCell: options => insertInstallCell(panel, options)
  };
}

/**
 * Put the cell that installs packages into a notebook, or renew the one that is there.
 */
async function insertInstallCell(
  panel: NotebookPanel,
  options: IInstallOptions
): Promise<void> {
  const { installCell } = await import('./cells');
  const { putCell } = await import('./notebookcells');
  putCell(panel, 'install', installCell(options));
}

/**
 * Describe a console to the commands.
 */
export function describeConsole(
  panel: ConsolePanel,
  attachments: IAttachments
): ICurrentDocument {
  return {
    path: consolePath(panel),
    name: panel.sessionContext.name,
    attachment: attachmentOf(panel, attachments),
    connection: panel.sessionContext.session?.kernel ?? null,
    whenReady: async () => {
      await panel.sessionContext.ready;
      return describeConsole(panel, attachments);
    },
    remember: () => undefined,
    insertInstallCell: null // what is typed at a prompt is the user's
  };
}

/**
 * Return the path that a console is known by: its own ends with a random name.
 */
export function consolePath(panel: ConsolePanel): string {
  const { path, name } = panel.sessionContext;
  return PathExt.join(PathExt.dirname(path), name);
}

/**
 * Write into a notebook which cluster it is attached to; never a secret.
 */
function writeMetadata(panel: NotebookPanel, cluster: IClusterRef): void {
  const before: unknown = panel.context.model.getMetadata(METADATA_KEY);
  const after = {
    schema: 1,
    base_url: cluster.base_url,
    project_id: cluster.project_id,
    cluster_id: cluster.id,
    cluster_name: cluster.name
  };
  // An equal value must not dirty the file.
  if (JSON.stringify(before) !== JSON.stringify(after)) {
    panel.context.model.setMetadata(METADATA_KEY, after);
  }
}

/**
 * Read from a notebook which cluster it was attached to.
 *
 * @returns The cluster, or null when the notebook names none. The content of a notebook is anybody's:
 * use it to make an offer, never to choose where to connect.
 */
export function readMetadata(panel: NotebookPanel): IClusterRef | null {
  const value: unknown = panel.context.model.getMetadata(METADATA_KEY);
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const { base_url, project_id, cluster_id, cluster_name } = value as Record<
    string,
    unknown
  >;
  return typeof base_url === 'string' &&
    typeof cluster_id === 'string' &&
    typeof cluster_name === 'string'
    ? {
        id: cluster_id,
        name: cluster_name,
        base_url,
        project_id: typeof project_id === 'string' ? project_id : null
      }
    : null;
}
