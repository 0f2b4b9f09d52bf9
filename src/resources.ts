import { Requests, safeSegment } from './requests';
import type { IProjectResources } from './tokens';

/**
 * What our server tells of a project besides its cluster.
 */
export class ResourcesAPI extends Requests {
  /**
   * List the jobs and deployments of a project's owner, to be looked at only.
   */
  async list(projectId: string): Promise<IProjectResources> {
    const path = `projects/${safeSegment(projectId)}/resources`;
    const response = await this._request(path, {});
    await this._expect(response, 200);
    return this._read<IProjectResources>(response);
  }
}
