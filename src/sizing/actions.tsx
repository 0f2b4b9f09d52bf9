import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import React from 'react';

import { chooseCluster } from '../choice';
import type { Dialogs } from '../dialogs';
import { SaturnProblem } from '../problem';
import type { ICluster, IClusters, IDefinition, ISnapshot } from '../tokens';
import { whenReady } from '../waiting';
import { sentences } from '../words';
import type { SizingAPI } from './api';
import type { IDefinitionValues } from './defining';
import { initialDefinition, readDefinition, readProject } from './defining';
import { DefinitionFields } from './definitionfields';
import type { IFormDialog } from './dialog';
import { Form } from './form';
import { Loss } from './loss';
import { ScaleFields } from './scalefields';
import { initialScale, readScale } from './scaling';

/**
 * Scaling, defining and deleting clusters, each in a dialog of its own that says what it costs.
 */
export class SizingActions {
  constructor(options: SizingActions.IOptions) {
    this._options = options;
  }

  /**
   * Set the number of workers, or limits for it.
   */
  async scale(args: ReadonlyPartialJSONObject): Promise<void> {
    await this._once(args, (cluster, snapshot) => {
      const { clusters, trans } = this._options;
      const limit = snapshot.limits.workers;
      const form = new Form({
        values: initialScale(cluster, limit),
        send: async values => {
          const { scale } = readScale(values, cluster, snapshot, trans);
          if (scale) {
            this._refuseBusy(cluster);
            await clusters.scale(cluster.id, scale);
          }
          return scale !== null;
        },
        trans
      });
      return this._show(form, {
        title: trans.__('Scale %1', cluster.name),
        accept: trans.__('Scale'),
        draw: () => {
          const { values } = form;
          const reading = readScale(values, cluster, snapshot, trans);
          const onChange = form.set.bind(form);
          return (
            <>
              <ScaleFields
                {...{ cluster, limit, onChange, reading, trans, values }}
              />
              <p aria-live="polite">{reading.price}</p>
            </>
          );
        }
      });
    });
  }

  /**
   * Change what a cluster is made of.
   */
  async edit(args: ReadonlyPartialJSONObject): Promise<void> {
    await this._once(args, (cluster, snapshot) => {
      const { api, clusters, trans } = this._options;
      return this._define(cluster, snapshot, {
        title: trans.__('Edit %1', cluster.name),
        accept: trans.__('Save'),
        note:
          cluster.status === 'stopped' || cluster.status === 'error'
            ? trans.__('It holds from the next start on.')
            : trans.__(
                'The cluster is up. Saturn may keep its sizes until it is stopped.'
              ),
        send: async changes => {
          if (Object.keys(changes).length === 0) {
            return;
          }
          this._refuseBusy(cluster);
          const { warnings } = await api.edit(cluster.id, changes);
          await clusters.refresh();
          if (warnings.length > 0) {
            throw new SaturnProblem({
              code: 'kept',
              title: trans.__('Saturn has a warning'),
              reason: sentences(...warnings),
              hint: trans.__('Stop the cluster, then edit it again.')
            });
          }
        }
      });
    });
  }

  /**
   * Make a cluster for a project that has none; Saturn's API does not list those.
   */
  async create(): Promise<void> {
    const { api, clusters, trans } = this._options;
    await whenReady(clusters);
    const snapshot = clusters.snapshot;
    if (!snapshot) {
      return;
    }
    await this._alone('create', () =>
      this._define(null, snapshot, {
        title: trans.__('New cluster'),
        accept: trans.__('Create'),
        note: trans.__('It is not started, and costs nothing until it is.'),
        send: async (definition, values) => {
          const id = await api.create({
            project_id: readProject(values.project) ?? '',
            project_kind: values.kind,
            ...definition
          });
          await clusters.refresh();
          if (id !== null) {
            clusters.select(id);
          }
        }
      })
    );
  }

  /**
   * Delete a cluster, if the user agrees.
   */
  async remove(args: ReadonlyPartialJSONObject): Promise<void> {
    await this._once(args, (cluster, snapshot) => {
      const { api, clusters, trans } = this._options;
      const isUp = cluster.status !== 'stopped' && cluster.status !== 'error';
      const form = new Form({
        values: {},
        send: async () => {
          this._refuseBusy(cluster);
          await api.remove(cluster.id, isUp);
          this._orphan = cluster.project_id;
          await clusters.refresh();
          return true;
        },
        trans
      });
      return this._show(form, {
        title: trans.__('Delete %1?', cluster.name),
        accept: isUp ? trans.__('Stop and Delete') : trans.__('Delete'),
        isLoss: true,
        draw: () => <Loss {...{ cluster, isUp, snapshot, trans }} />
      });
    });
  }

  private _define(
    cluster: ICluster | null,
    snapshot: ISnapshot,
    words: SizingActions.IDefining
  ): Promise<void> {
    const { project, trans } = this._options;
    const form = new Form({
      values: initialDefinition(cluster, this._orphan ?? project()),
      send: async values => {
        const read = readDefinition(values, cluster, snapshot, trans);
        if (read.definition) {
          await words.send(read.definition, values);
        }
        return read.definition !== null;
      },
      trans
    });
    return this._show(form, {
      title: words.title,
      accept: words.accept,
      draw: () => {
        const { values } = form;
        const reading = readDefinition(values, cluster, snapshot, trans);
        return (
          <>
            <DefinitionFields
              {...{ reading, trans, values }}
              isLocal={snapshot.local}
              isNew={cluster === null}
              limit={snapshot.limits.workers}
              sizes={snapshot.sizes}
              onChange={form.set.bind(form)}
            />
            <p>{words.note}</p>
            <p aria-live="polite">{reading.price}</p>
          </>
        );
      }
    });
  }

  /**
   * Show one dialog on a cluster at a time, however often it is asked for.
   */
  private async _once(
    args: ReadonlyPartialJSONObject,
    ask: (cluster: ICluster, snapshot: ISnapshot) => Promise<void>
  ): Promise<void> {
    const { clusters } = this._options;
    const cluster = await chooseCluster(this._options, args, () => true);
    const snapshot = clusters.snapshot;
    if (cluster && snapshot) {
      await this._alone(cluster.id, () => ask(cluster, snapshot));
    }
  }

  private async _alone(key: string, ask: () => Promise<void>): Promise<void> {
    if (this._open.has(key)) {
      return;
    }
    this._open.add(key);
    try {
      await ask();
    } finally {
      this._open.delete(key);
    }
  }

  /**
   * Do nothing to a cluster to which something else is being done.
   */
  private _refuseBusy(cluster: ICluster): void {
    const { clusters, trans } = this._options;
    if (clusters.pending(cluster.id) !== null) {
      throw new SaturnProblem({
        code: 'busy',
        title: trans.__('%1 is being changed', cluster.name),
        reason: trans.__('Another action on it has not ended.'),
        hint: trans.__('Try again in a moment.')
      });
    }
  }

  private _show<V extends object>(
    form: Form<V>,
    dialog: Pick<IFormDialog<V>, 'title' | 'accept' | 'isLoss' | 'draw'>
  ): Promise<void> {
    const { ask, dialogs, trans } = this._options;
    const tell = dialogs.tell.bind(dialogs);
    return ask({ ...dialog, form, tell, trans });
  }

  private readonly _options: SizingActions.IOptions;
  private readonly _open = new Set<string>();
  /** The project whose cluster was deleted last. */
  private _orphan: string | null = null;
}

/**
 * A namespace for `SizingActions` statics.
 */
export namespace SizingActions {
  /**
   * The options of the actions.
   */
  export interface IOptions {
    api: Pick<SizingAPI, 'create' | 'edit' | 'remove'>;
    /** Show a form until it was sent, or the user cancels. */
    ask: <V extends object>(dialog: IFormDialog<V>) => Promise<void>;
    clusters: IClusters;
    dialogs: Pick<Dialogs, 'chooseCluster' | 'refuse' | 'tell'>;
    /** Return what the settings name as the project; empty for nothing. */
    project: () => string;
    trans: TranslationBundle;
  }

  /**
   * How a dialog on a definition differs from another.
   */
  export interface IDefining {
    title: string;
    accept: string;
    note: string;
    /** Send what was changed. */
    send: (changes: IDefinition, values: IDefinitionValues) => Promise<void>;
  }
}
