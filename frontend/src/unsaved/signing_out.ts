// Whether somebody has signed out. The browser may ask first whether they mean to leave, and the server may refuse it: what is kept is
// forgotten by the page that follows, which says that nobody is signed in, and by no other.
import { sent } from './sent.ts';
import { forgetAll, type BrowserStorage } from './store.ts';

type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const NAME = 'sin-guardar:salida'; // in the tab's own storage

/**
 * Signing out, from the form's sending until the page goes. Each going of a page is asked about once (`beforeunload`): a second question is
 * about another one, so that the first was answered with staying.
 */
export class SigningOut {
  private isBegun = false;
  private isAsked = false;

  /** The form of signing out is sent. */
  begin(): void {
    this.isBegun = true;
    this.isAsked = false;
  }

  /** The browser asks whether the page may go. */
  ask(): void {
    if (this.isAsked) this.isBegun = false;
    this.isAsked = true;
  }

  /** The page goes: note for the next one whether it goes by signing out. */
  leave(tab: TabStorage = sessionStorage): void {
    try {
      if (this.isBegun) tab.setItem(NAME, '1');
    } catch {
      // Without room it is forgotten when another person signs in.
    }
  }
}

/** Whether the page before this one went by signing out; it is asked once. */
export function hasLeft(tab: TabStorage = sessionStorage): boolean {
  try {
    const is = tab.getItem(NAME) !== null;
    tab.removeItem(NAME);
    return is;
  } catch {
    return false;
  }
}

/** Forget what is kept if the page before went by signing out; nobody is signed in on this one. True: it is forgotten. */
export function forgetIfLeft(storage: BrowserStorage & { clear(): void }, tab: TabStorage = sessionStorage): boolean {
  if (!hasLeft(tab)) return false;
  sent.forget(tab);
  forgetAll(storage);
  storage.clear(); // also what localStorage has lost
  return true;
}
