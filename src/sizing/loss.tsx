import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { formatPrice } from '../format';
import type { ICluster, ISnapshot } from '../tokens';

/**
 * What is lost with a cluster.
 */
export function Loss(props: {
  cluster: ICluster;
  isUp: boolean;
  snapshot: ISnapshot;
  trans: TranslationBundle;
}): JSX.Element {
  const { cluster, trans } = props;
  const price = formatPrice(
    cluster.price_per_hour,
    props.snapshot.local,
    trans
  );
  return (
    <>
      <p>
        {trans.__(
          'Its definition and its logs are lost; notebooks that name it find no cluster any more. It cannot be undone.'
        )}
      </p>
      {cluster.project_id && (
        <p>
          {trans.__(
            'Its project stays. To make another cluster for it you need its id: %1',
            cluster.project_id
          )}
        </p>
      )}
      {props.isUp && (
        <p>
          {trans.__(
            'It is up (%1) and is stopped first: results that its workers hold are lost, and attached notebooks lose their client.',
            price || trans.__('price unknown')
          )}
        </p>
      )}
    </>
  );
}
