import React from 'react';

/**
 * A shape beside the word that names a state; never the only sign of it.
 */
export function Dot(props: {
  mood: 'on' | 'off' | 'busy' | 'bad';
}): JSX.Element {
  return (
    <span className={`jp-Saturn-dot jp-mod-${props.mood}`} aria-hidden="true" />
  );
}
