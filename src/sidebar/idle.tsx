import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { formatPrice } from '../format';
import type { ICluster, IIdleAlert } from '../tokens';
import { durationWords, spanWords } from '../words';
import { Action } from './action';
import { Timed } from './clock';
import type { ISidebarValues } from './props';

/**
 * The clusters that do nothing and cost money, and what the idle watch is about to do.
 */
export function IdleAlerts(props: ISidebarValues): JSX.Element | null {
  const { snapshot, actions, trans } = props;
  const isStale = !!snapshot?.stale_since || props.problem !== null;
  const found = (snapshot?.idle_alerts ?? []).flatMap(alert => {
    const cluster = snapshot?.clusters.find(c => c.id === alert.cluster_id);
    return cluster ? [{ alert, cluster }] : [];
  });
  return found.length > 0 ? (
    <section aria-label={trans.__('Idle clusters')}>
      {found.map(({ alert, cluster }) => (
        <IdleBox
          key={cluster.id}
          alert={alert}
          cluster={cluster}
          isBusy={isStale || props.pending(cluster.id) !== null}
          isLocal={snapshot?.local ?? false}
          onKeep={() => actions.keep(cluster.id)}
          onStop={() => actions.stop(cluster.id)}
          trans={trans}
        />
      ))}
    </section>
  ) : null;
}

function IdleBox(props: {
  alert: IIdleAlert;
  cluster: ICluster;
  isBusy: boolean;
  isLocal: boolean;
  onKeep: () => void;
  onStop: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { alert, cluster, trans } = props;
  return (
    <div
      className="jp-Saturn-idle"
      role="group"
      aria-label={trans.__('%1 is idle', cluster.name)}
    >
      <IdleWords {...props} />
      {alert.problem && (
        <p>
          {alert.problem.title} {alert.problem.hint}
        </p>
      )}
      <div className="jp-Saturn-idleActions">
        <Action disabled={props.isBusy} onClick={props.onStop}>
          {trans.__('Stop now')}
        </Action>
        <Action disabled={props.isBusy} onClick={props.onKeep}>
          {trans.__('Keep running')}
        </Action>
      </div>
    </div>
  );
}

/**
 * How long it has been idle, what that costs, and when it ends.
 */
function IdleWords(props: {
  alert: IIdleAlert;
  cluster: ICluster;
  isLocal: boolean;
  trans: TranslationBundle;
}): JSX.Element {
  const { alert, cluster, trans } = props;
  const price = props.isLocal
    ? ''
    : formatPrice(cluster.price_per_hour, false, trans);
  return (
    <>
      <p>
        <strong>
          <Timed
            moment={alert.since}
            write={elapsed =>
              trans.__(
                '%1 has been idle for %2.',
                cluster.name,
                spanWords(elapsed, trans)
              )
            }
          />
        </strong>{' '}
        {price && trans.__('It keeps costing %1.', price)}
      </p>
      {alert.deadline && (
        <p role="timer">
          <Timed
            moment={alert.deadline}
            write={elapsed =>
              elapsed < 0
                ? trans.__(
                    'It is stopped in %1.',
                    durationWords(-elapsed, trans)
                  )
                : trans.__('It is about to be stopped.')
            }
          />
        </p>
      )}
    </>
  );
}
