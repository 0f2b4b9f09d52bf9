import type { TranslationBundle } from '@jupyterlab/translation';

import type { ICluster, IClusters, IProblem } from '../tokens';

/**
 * The next step that a pane offers.
 */
export type Step = 'start' | 'sign-in' | 'retry';

/**
 * What a pane shows.
 */
export type PaneState =
  | { readonly kind: 'waiting'; readonly words: string }
  | {
      readonly kind: 'frame';
      /** It holds a ticket: it goes into the frame and nowhere else. */
      readonly url: string;
      readonly isLoaded: boolean;
    }
  | { readonly kind: 'tab'; readonly url: string }
  | {
      readonly kind: 'problem';
      readonly problem: IProblem;
      readonly step: Step | null;
      /** Whether the cluster runs, so that its figures can be shown in the plot's place. */
      readonly hasSummary: boolean;
    };

/**
 * Why there is no plot to show.
 */
export interface IPlace {
  readonly state: PaneState;
  /** Whether a plot that is shown already may live on. */
  readonly isPassing: boolean;
}

/**
 * What stands in a plot's place; null when the cluster is up.
 */
export function placeOf(
  clusters: IClusters,
  id: string,
  trans: TranslationBundle
): IPlace | null {
  const connection = clusters.snapshot?.connection;
  const problem = clusters.problem ?? connection?.problem ?? null;
  if (problem) {
    const isOurs = clusters.problem !== null;
    return {
      state: told(problem, isOurs ? 'retry' : stepAfter(connection?.status)),
      isPassing: isOurs || connection?.status === 'unreachable'
    };
  }
  if (!connection || connection.status === 'starting') {
    const words = trans.__('Reading the clusters…');
    return { state: { kind: 'waiting', words }, isPassing: true };
  }
  const cluster = clusters.get(id);
  const state = cluster
    ? stateOf(cluster, trans)
    : told(unlisted(trans), 'retry');
  return state && { state, isPassing: false };
}

function stateOf(
  cluster: ICluster,
  trans: TranslationBundle
): PaneState | null {
  const { name, errors } = cluster;
  switch (cluster.status) {
    case 'running':
    case 'unknown':
      return null;
    case 'pending':
      return {
        kind: 'waiting',
        words: trans.__('%1 is starting. The plot comes when it runs.', name)
      };
    case 'stopping':
      return { kind: 'waiting', words: trans.__('%1 is stopping.', name) };
    case 'stopped':
      return told(
        {
          code: 'stopped',
          title: trans.__('%1 is stopped', name),
          reason: trans.__('Only a running cluster has a dashboard.'),
          hint: trans.__('Start it: the plot comes back by itself.')
        },
        'start'
      );
    case 'error':
      return told(
        {
          code: 'error',
          title: trans.__('%1 did not start', name),
          reason: errors[0] ?? trans.__('Saturn does not say why.'),
          hint: trans.__('Look into its logs, then start it again.')
        },
        'start'
      );
  }
}

/**
 * Return the next step after a problem of that code.
 */
export function stepAfter(code: string | undefined): Step {
  return ['signed-out', 'refused', 'expired'].includes(code ?? '')
    ? 'sign-in'
    : 'retry';
}

function told(problem: IProblem, step: Step | null): PaneState {
  return { kind: 'problem', problem, step, hasSummary: false };
}

function unlisted(trans: TranslationBundle): IProblem {
  return {
    code: 'unlisted',
    title: trans.__('The cluster is not listed'),
    reason: trans.__('It was deleted, or it belongs to another Saturn.'),
    hint: trans.__('Close this pane, or switch to its Saturn and try again.')
  };
}

/**
 * The problem of a cluster whose dashboard has no such plot.
 */
export function missingPlot(
  cluster: ICluster,
  trans: TranslationBundle
): IProblem {
  return {
    code: 'no-plot',
    title: trans.__('%1 has no such plot', cluster.name),
    reason: trans.__('Its version of Dask does not list this one.'),
    hint: trans.__('Choose another one in the Saturn sidebar.')
  };
}

/**
 * The problem of a plot that does not come.
 */
export function slowPlot(trans: TranslationBundle): IProblem {
  return {
    code: 'slow',
    title: trans.__('The plot does not come'),
    reason: trans.__('The dashboard was asked and has not answered in time.'),
    hint: trans.__('The scheduler may be busy. It is asked again by itself.')
  };
}

/**
 * The problem of a dashboard that answers with an error.
 */
export function badAnswer(status: number, trans: TranslationBundle): IProblem {
  return {
    code: status === 404 ? 'no-plot' : 'bad-answer',
    title: trans.__('The dashboard cannot be shown'),
    reason: trans.__('It answers with the status %1.', status),
    hint: trans.__('Try again; the logs of the scheduler may say more.')
  };
}

/**
 * The problem of a dashboard whose own page must not be opened.
 */
export function unsafePage(trans: TranslationBundle): IProblem {
  return {
    code: 'no-dashboard',
    title: trans.__('The dashboard cannot be shown'),
    reason: trans.__('Its page is not encrypted, so it is not opened.'),
    hint: trans.__('Ask whoever runs this Saturn.')
  };
}
