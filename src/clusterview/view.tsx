import type { TranslationBundle } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import React, { useEffect, useRef, useState } from 'react';

import type { ICluster, IClusters } from '../tokens';
import type { IDetailsActions } from './details';
import { Details } from './details';
import type { IMonitor } from './monitor';
import { WorkerTable } from './table';
import { Usage } from './usage';

/**
 * What the view is drawn from.
 */
export interface IViewProps {
  readonly cluster: ICluster;
  readonly clusters: Pick<IClusters, 'snapshot'>;
  readonly monitor: IMonitor;
  readonly actions: IDetailsActions;
  readonly trans: TranslationBundle;
}

/**
 * The opened cluster: what it is made of and, while it runs, what goes on in it.
 *
 * #### Notes
 * The cluster is asked only while this is on the screen.
 */
export function ClusterView(props: IViewProps): JSX.Element {
  const { actions, cluster, clusters, monitor, trans } = props;
  const node = useRef<HTMLElement>(null);
  const isVisible = useVisible(node);
  const isWatched = isVisible && cluster.status === 'running';
  useEffect(() => {
    if (!isWatched) {
      return undefined;
    }
    monitor.watch(cluster.id);
    return () => monitor.watch(null);
  }, [monitor, cluster.id, isWatched]);
  const snapshot = clusters.snapshot;
  return (
    <section
      ref={node}
      className="jp-Saturn-clusterView"
      aria-label={trans.__('%1 in detail', cluster.name)}
    >
      <UseSignal signal={monitor.changed}>
        {() => (
          <>
            {cluster.status === 'running' && (
              <Live monitor={monitor} clusterId={cluster.id} trans={trans} />
            )}
            <Details
              cluster={cluster}
              sizes={snapshot?.sizes ?? []}
              canCreate={!snapshot?.project}
              now={Date.now()}
              trans={trans}
              actions={actions}
            />
          </>
        )}
      </UseSignal>
    </section>
  );
}

/**
 * What the cluster says of itself, and why it cannot be asked when it cannot.
 */
function Live(props: {
  monitor: IMonitor;
  clusterId: string;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { monitor, trans } = props;
  if (monitor.clusterId !== props.clusterId) {
    return null; // it shows another cluster still
  }
  const { page, problem } = monitor;
  return (
    <>
      {problem && (
        <div className="jp-Saturn-caution" role="status">
          <strong>{problem.title}</strong>
          <p>{problem.reason}</p>
          <p className="jp-Saturn-muted">{problem.hint}</p>
        </div>
      )}
      {page ? (
        <div className={problem ? 'jp-mod-stale' : undefined}>
          <Usage samples={monitor.samples} trans={trans} />
          <h3 className="jp-Saturn-heading jp-Saturn-counted">
            <span>{trans.__('Workers')}</span>
            <span>{page.total.toLocaleString()}</span>
          </h3>
          {page.total > 0 ? (
            <WorkerTable
              page={page}
              order={monitor.order}
              now={Date.now()}
              trans={trans}
              sort={order => monitor.sort(order)}
              turn={offset => monitor.turn(offset)}
            />
          ) : (
            <p className="jp-Saturn-muted jp-Saturn-none">
              {trans.__('No worker has joined. Scale the cluster to get some.')}
            </p>
          )}
        </div>
      ) : (
        !problem && (
          <p className="jp-Saturn-muted jp-Saturn-none">
            {trans.__('Asking the cluster for its workers…')}
          </p>
        )
      )}
    </>
  );
}

/**
 * Whether an element is on the screen, and not scrolled out of sight.
 */
function useVisible(node: React.RefObject<HTMLElement>): boolean {
  const [isVisible, setVisible] = useState(false);
  useEffect(() => {
    const element = node.current;
    if (!element) {
      return undefined;
    }
    const observer = new IntersectionObserver(entries => {
      const last = entries[entries.length - 1];
      setVisible(last?.isIntersecting ?? false);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [node]);
  return isVisible;
}
