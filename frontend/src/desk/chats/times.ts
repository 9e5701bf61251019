/** How long something lasts, and when it was, in the words of a queue. Pure. */
import { localOf } from '../zones.ts';

/** `12 s`, `4 min`, `1 h 5 min`; by tens of seconds below a minute, so that nothing flickers. */
export function lasting(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${Math.floor(seconds / 10) * 10} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest ? `${hours} h ${rest} min` : `${hours} h`;
}

/** `10:41`, by the clocks of a zone: the conversation's, not those of the operator's computer. */
export function timeAt(instant: string | number, zone: string): string {
  return localOf(new Date(instant).getTime(), zone).time;
}
