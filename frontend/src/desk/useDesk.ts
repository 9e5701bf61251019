import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';

import * as clock from './clock';
import type { Desk } from './desk';
import type { DeskState } from './state';

export const DeskContext = createContext<Desk | null>(null);

/** What is known while somebody is helped, on the telephone or in a chat; its `call` is the walk through a script. */
export type ContactState = Pick<DeskState, 'session' | 'code' | 'call' | 'bundle' | 'isReachable'> & {
  /** Nothing can be sent to them any more. */
  isClosed?: boolean;
};

/** What can be done for them: script, search and offices are the same on each channel. */
export interface Contact extends Pick<Desk, 'act' | 'takeScript' | 'search' | 'ask' | 'say' | 'stateOf' | 'emergencyNumber' | 'newId' | 'send' | 'subscribe'> {
  get: () => ContactState;
}

/** The contact that screens are about: the desk's call where nothing else is said. */
export const ContactContext = createContext<Contact | null>(null);

/** The desk, and its present state. */
export function useDesk(): [Desk, DeskState] {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('outside of the desk');
  return [desk, useSyncExternalStore(desk.subscribe, desk.get)];
}

/** Whoever is helped here, and what is known of it. */
export function useContact(): [Contact, ContactState] {
  const desk = useContext(DeskContext);
  const contact: Contact | null = useContext(ContactContext) ?? desk;
  if (!contact) throw new Error('outside of the desk');
  return [contact, useSyncExternalStore(contact.subscribe, contact.get)];
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
