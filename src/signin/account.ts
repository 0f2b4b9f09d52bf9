import type { ICredential } from '../tokens';

/**
 * As whom our server is signed in to the Saturn in use, and to which others it could go.
 */
export interface IAccount extends ICredential {
  readonly base_url: string | null;
  readonly user: string | null;
  readonly organisation: string | null;
  /** Whether the token is good for all that its user may, or for one resource; null is unknown. */
  readonly scope: 'user' | 'resource' | null;
  /** Whether the token cannot be changed from a page. */
  readonly read_only: boolean;
  /** Where tokens are kept: in the user's own file, or until the server stops. */
  readonly vault: 'file' | 'memory';
  /** The base URLs of all Saturns that there is a token for. */
  readonly stored: ReadonlyArray<string>;
  /** Whether the local Saturn may be chosen as well. */
  readonly has_local: boolean;
}

/**
 * What owns clusters: today a workspace, a deployment or a job.
 */
export interface IProject {
  readonly id: string;
  readonly name: string;
  /** The number of its clusters. */
  readonly clusters: number;
}
