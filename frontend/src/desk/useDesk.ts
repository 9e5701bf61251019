import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';

import * as clock from './clock';
import type { Desk, DeskState } from './desk';

export const DeskContext = createContext<Desk | null>(null);

/** The desk, and its present state. */
export function useDesk(): [Desk, DeskState] {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('outside of the desk');
  return [desk, useSyncExternalStore(desk.subscribe, desk.get)];
}

/** The present instant, anew after so many seconds. */
export function useNow(seconds: number): number {
  const [now, setNow] = useState(clock.now);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(clock.now()), seconds * 1000);
    return () => window.clearInterval(timer);
  }, [seconds]);
  return now;
}
