import React, { createContext, useContext, useEffect, useState } from 'react';

/**
 * Milliseconds between two drawings of the ages.
 */
const TICK = 1000;

const Now = createContext(0);

/**
 * Let what is inside know the time. Each second only those parts are drawn anew that use it.
 */
export function Clock(props: {
  /** Return the milliseconds since 1970. */
  now: () => number;
  children: React.ReactNode;
}): JSX.Element {
  const { now } = props;
  const [moment, setMoment] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setMoment(now()), TICK);
    return () => clearInterval(timer);
  }, [now]);
  return <Now.Provider value={moment}>{props.children}</Now.Provider>;
}

/**
 * Return the milliseconds since 1970, each second anew.
 */
export function useNow(): number {
  return useContext(Now);
}

/**
 * What is written about a moment, and changes as time goes by.
 */
export function Timed(props: {
  /** ISO 8601. */
  moment: string;
  /** Write it; the argument is the time since then in milliseconds, negative before. */
  write: (elapsed: number) => string;
}): JSX.Element {
  return <>{props.write(useNow() - Date.parse(props.moment))}</>;
}
