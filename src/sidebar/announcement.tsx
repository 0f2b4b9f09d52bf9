import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef, useState } from 'react';

import { formatStatus } from '../format';
import type { ICluster, ISnapshot } from '../tokens';

/**
 * Says to screen readers, once, which cluster's state changed.
 */
export function Announcement(props: {
  snapshot: ISnapshot | null;
  trans: TranslationBundle;
}): JSX.Element {
  const { snapshot, trans } = props;
  const known = useRef(new Map<string, ICluster['status']>());
  const [words, setWords] = useState('');
  useEffect(() => {
    if (!snapshot) {
      return;
    }
    const changed = snapshot.clusters.filter(
      ({ id, status }) => (known.current.get(id) ?? status) !== status
    );
    known.current = new Map(snapshot.clusters.map(c => [c.id, c.status]));
    if (changed.length > 0) {
      setWords(
        changed
          .map(c => trans.__('%1: %2', c.name, formatStatus(c, trans)))
          .join(', ')
      );
    }
  }, [snapshot, trans]);
  return (
    <div className="jp-Saturn-announcement" role="status">
      {words}
    </div>
  );
}
