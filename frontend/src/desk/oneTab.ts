/** One tab of the desk works: it holds a lock, which another tab can take over. */
import type { ScreenPop } from './screenPop.ts';

const NAME = 'justicia-mesa';

interface Held {
  gained: () => void;
  /** The lock is another tab's, from the start or since it took over. */
  lost: () => void;
}

/** Hold the lock for as long as this page lives and nobody takes it over. */
export async function holdTab(isTakingOver: boolean, { gained, lost }: Held): Promise<void> {
  if (!('locks' in navigator)) return gained();
  try {
    await navigator.locks.request(NAME, isTakingOver ? { steal: true } : { ifAvailable: true }, (lock) => {
      if (!lock) return lost();
      gained();
      return new Promise<never>(() => undefined);
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

export function onPop(heard: (pop: ScreenPop) => void): () => void {
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }) => heard(data as ScreenPop);
  return () => channel.close();
}
