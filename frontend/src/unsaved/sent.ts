// What a tab sent last, in the tab's own storage: the page that follows says whether it was saved.
import type { Place } from './store.ts';

/** What a tab sent last, and what the form would have sent before anything was typed; null: that is not known. */
export interface Sent {
  place: Place;
  tab: string;
  before: string | null;
  /** Whether there was no room for the latter. */
  isCut?: boolean;
}

export const sent = {
  NAME: 'sin-guardar:enviado',
  remember(one: Sent, storage: Pick<Storage, 'setItem' | 'removeItem'> = sessionStorage): void {
    // Where there is no room for what the form was like, at least which one it was.
    for (const tried of [one, { ...one, before: null, isCut: true }]) {
      try {
        storage.setItem(this.NAME, JSON.stringify(tried));
        return;
      } catch {
        // It is offered again, though it was saved.
      }
    }
    this.forget(storage); // what was sent before this one is not it
  },
  /** What was sent last, by the same person for the same state; another's is forgotten. */
  take({ person, tenant }: Pick<Place, 'person' | 'tenant'>, storage: Pick<Storage, 'getItem' | 'removeItem'> = sessionStorage): Sent | null {
    try {
      const taken = JSON.parse(storage.getItem(this.NAME) ?? 'null') as Sent | null;
      return taken?.place?.person === person && taken.place.tenant === tenant ? taken : null;
    } catch {
      return null;
    } finally {
      this.forget(storage);
    }
  },
  forget(storage: Pick<Storage, 'removeItem'> = sessionStorage): void {
    try {
      storage.removeItem(this.NAME);
    } catch {
      // Then there is none.
    }
  },
};
