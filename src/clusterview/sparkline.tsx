import React from 'react';

import { HISTORY } from './monitor';

const WIDTH = 100;
const HEIGHT = 24;

/**
 * A value at a moment, in milliseconds since 1970.
 */
export interface IPoint {
  readonly at: number;
  readonly value: number;
}

/**
 * A small line of what was seen in the last minutes, with the newest value in words above it.
 */
export function Sparkline(props: {
  kind: 'cpu' | 'memory' | 'tasks';
  /** The name and the newest value. */
  words: string;
  /** What the line shows, for those who do not see it. */
  description: string;
  points: ReadonlyArray<IPoint>;
  /** The value at the top; without it the largest one is. */
  top?: number;
}): JSX.Element {
  const { points } = props;
  return (
    <div className={`jp-Saturn-spark jp-mod-${props.kind}`}>
      <span>{props.words}</span>
      <svg
        role="img"
        aria-label={props.description}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        <polyline points={linePoints(points, props.top)} />
      </svg>
    </div>
  );
}

/**
 * Write the line's points: the newest at the right, time going back to the left.
 */
export function linePoints(
  points: ReadonlyArray<IPoint>,
  top: number = Math.max(1, ...points.map(point => point.value))
): string {
  const last = points[points.length - 1]?.at ?? 0;
  return points
    .map(({ at, value }) => {
      const x = WIDTH * (1 - (last - at) / HISTORY);
      const share = Math.min(1, Math.max(0, value / (top || 1)));
      // A line of full width stays within the picture.
      return `${x.toFixed(1)},${(1 + (HEIGHT - 2) * (1 - share)).toFixed(1)}`;
    })
    .join(' ');
}
