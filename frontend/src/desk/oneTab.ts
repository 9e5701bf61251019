/** One tab of the desk works: it holds a lock, which another tab can take over. */
import type { ScreenPop } from './screenPop.ts';

const NAME = 'justicia-mesa';

interface Held {
  /** @param release lets another tab have the lock. */
  gained: (release: () => void) => void;
  /** The lock is another tab's, from the start or since it took over. */
  lost: () => void;
}

/** Hold the lock until it is released, for as long as this page lives and nobody takes it over. */
export async function holdTab(isTakingOver: boolean, { gained, lost }: Held): Promise<void> {
  if (!('locks' in navigator)) return gained(() => undefined);
  try {
    await navigator.locks.request(NAME, isTakingOver ? { steal: true } : { ifAvailable: true }, (lock) => {
      if (!lock) return lost();
      return new Promise<void>((release) => gained(release));
    });
  } catch {
    lost();
  }
}

/** Let the tab that works know what a telephone system opened this one with. */
export function passPop(pop: ScreenPop): void {
  if (!pop.line && !pop.area) return;
  const channel = new BroadcastChannel(NAME);
  channel.postMessage(pop);
  channel.close();
}

/** Said to all tabs by the page that signs out (`desk_sign_out.js`). */
const SIGNED_OUT = 'signed-out';

export interface Told {
  pop: (pop: ScreenPop) => void;
  signedOut: () => void;
}

/** Hear what other pages of the desk say, until it is called. */
export function onTold({ pop, signedOut }: Told): () => void {
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }) => (data === SIGNED_OUT ? signedOut() : pop(data as ScreenPop));
  return () => channel.close();
}
