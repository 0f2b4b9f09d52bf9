import type { TranslationBundle } from '@jupyterlab/translation';

import type { ISaturnAPI } from '../apitoken';
import { toProblem } from '../problem';
import type { ICredentials } from '../signin/credentials';
import type { IProblem } from '../tokens';

/**
 * Where a notebook's token, Saturn and project may go, if there is a server of ours to take them.
 */
export class NotebookAccount {
  constructor(options: NotebookAccount.IOptions) {
    this._options = options;
  }

  /**
   * Whether our server answers, so that it may be given a token. Never rejects.
   */
  async hasVault(): Promise<boolean> {
    const account = await this._options.api?.credentials().catch(() => null);
    return !!account;
  }

  /**
   * Have a token verified and kept; rejects when it is not.
   */
  async store(token: string, baseUrl: string): Promise<void> {
    await this._options.api?.signIn(token, baseUrl);
  }

  /**
   * Use a Saturn and a project from now on. Never rejects.
   *
   * @returns What was wrong, or null.
   */
  async use(
    baseUrl: string,
    projectId: string | null
  ): Promise<IProblem | null> {
    const { credentials, setProject, trans } = this._options;
    try {
      const problem = await credentials?.choose(baseUrl);
      if (!problem && projectId !== null) {
        await setProject(projectId);
      }
      return problem ?? null;
    } catch (error) {
      return toProblem(error, trans);
    }
  }

  private readonly _options: NotebookAccount.IOptions;
}

/**
 * A namespace for `NotebookAccount` statics.
 */
export namespace NotebookAccount {
  /**
   * The options of the class. Null is what is missing in this application.
   */
  export interface IOptions {
    api: Pick<ISaturnAPI, 'credentials' | 'signIn'> | null;
    credentials: Pick<ICredentials, 'choose'> | null;
    /** Write the project into the settings. */
    setProject: (projectId: string) => Promise<void>;
    trans: TranslationBundle;
  }
}
