import { Requests, safeSegment } from '../requests';
import type { IDefinition, INewCluster } from '../tokens';

/**
 * What our server answers when a cluster was made or changed.
 */
export interface IOutcome {
  /** Saturn's own sentences, for example that a cluster that is up stays as it is. */
  readonly warnings: ReadonlyArray<string>;
  readonly price_per_hour: number | null;
}

/**
 * Making, changing and deleting clusters.
 */
export class SizingAPI extends Requests {
  /**
   * Make a cluster for a project that has none; it is not started.
   *
   * @returns Its id; null when Saturn does not list it yet.
   */
  async create(cluster: INewCluster): Promise<string | null> {
    const response = await this._send('POST', 'clusters', cluster);
    await this._expect(response, 201);
    return (await this._read<{ id: string | null }>(response)).id;
  }

  /**
   * Change some of a cluster's settings.
   */
  async edit(id: string, changes: IDefinition): Promise<IOutcome> {
    const response = await this._request(`clusters/${safeSegment(id)}`, {
      method: 'PATCH',
      body: JSON.stringify(changes)
    });
    await this._expect(response, 200);
    return this._read<IOutcome>(response);
  }

  /**
   * Delete a cluster.
   *
   * @param isActive - Whether to delete it also when it is up.
   */
  async remove(id: string, isActive: boolean): Promise<void> {
    const response = await this._request(
      `clusters/${safeSegment(id)}`,
      { method: 'DELETE' },
      isActive ? { active: 'true' } : {}
    );
    await this._expect(response, 204);
  }
}
