/** Call-backs that are due: what the server says of them, and what follows from it. */
import type { Note } from './chats/data.ts';
import type { Role } from './data.ts';

/** An hour in which a state calls back. */
export interface CallBackWindow {
  startsAt: string;
  endsAt: string;
  booked: number;
  capacity: number;
}

export const isFree = ({ booked, capacity }: CallBackWindow): boolean => booked < capacity;

/** The hour that was chosen, if it has room still; `null`: one is to be chosen, which nobody does but whoever has asked the person. */
export const stillFree = (windows: readonly CallBackWindow[], chosen: string | null): string | null =>
  windows.find((one) => one.startsAt === chosen && isFree(one))?.startsAt ?? null;

/** Of each day so many are shown at first, as people are offered who ask for a call themselves (`assistance.chat.call_pages`). */
const MOST_OF_A_DAY = 8;
const MOST = 12;

/**
 * The hours that are shown before all are asked for: of each day a few, so that those of today do not hide tomorrow's, and the last one of
 * each, for who can only talk late.
 *
 * Args:
 *   dayOf: the day of an hour, where whoever is called is.
 */
export function firstHours(windows: readonly CallBackWindow[], dayOf: (one: CallBackWindow) => string): CallBackWindow[] {
  const isFew = (one: CallBackWindow, place: number): boolean => windows.slice(0, place).filter((before) => isFree(before) && dayOf(before) === dayOf(one)).length < MOST_OF_A_DAY - 1;
  const isLastOfDay = (one: CallBackWindow, place: number): boolean => !windows.slice(place + 1).some((later) => isFree(later) && dayOf(later) === dayOf(one));
  return windows.filter((one, place) => isFew(one, place) || (isFree(one) && isLastOfDay(one, place))).slice(0, MOST);
}

export interface Due {
  id: string;
  state: string;
  tenant?: string;
  windowStartsAt: string;
  windowEndsAt: string;
  attempts: number;
  role: Role | null;
  topicKey: string | null;
  isTaken: boolean;
  /** The operator has taken it themselves. */
  isMine: boolean;
  /** The person said so when it was promised, or in the chat in which it was. */
  isInDanger: boolean;
  /** They left that chat by its quick exit. */
  leftQuickly: boolean;
  isDue: boolean;
  isOverdue: boolean;
}

export interface Opened {
  phone: string;
  passPhrase: string;
  mayLeaveMessage?: boolean;
  /** Who answers, to the person whom it is about. */
  relationship?: string;
  /** What is known from the chat in which it was promised, so that nobody has to say it twice. */
  notes?: Note[];
}

/** Whether it is asked before a number is taken: its hour has not come, and the operator has not taken it. */
export const asksBefore = ({ isDue, isMine }: Pick<Due, 'isDue' | 'isMine'>): boolean => !isDue && !isMine;

/** With these nobody is called again though nobody was spoken to: they are asked about. */
export const LAST = new Set(['WRONG_NUMBER', 'NOT_SAFE']);
/** Nobody is called more often (`assistance.call_backs.services`). */
export const MOST_ATTEMPTS = 3;

export const RESULTS = { REACHED: 'Contestó', NO_ANSWER: 'No contestó', BUSY: 'Ocupado', WRONG_NUMBER: 'Número equivocado', NOT_SAFE: 'No era seguro hablar' };

/** Where the script of the chat stood as the call was promised, or later. */
export const runIn = ({ notes }: Pick<Opened, 'notes'>): Note['run'] | undefined => notes?.findLast(({ run }) => run)?.run;

/** Whether nobody calls again after a result, of the attempt that comes next, as `assistance.call_backs.services` decides it. */
export const isOver = ({ attempts }: Pick<Due, 'attempts'>, result: string): boolean => result === 'REACHED' || LAST.has(result) || attempts + 1 >= MOST_ATTEMPTS;

/** Whether a result ends a call-back of which nobody was spoken to. */
export const isLast = (due: Pick<Due, 'attempts'>, result: string): boolean => result !== 'REACHED' && isOver(due, result);

/** Whether a call-back that is open is no longer on the list: it was called off or made. */
export const isGone = (opened: { id: string } | null, due: readonly { id: string }[] | null): boolean =>
  opened !== null && due !== null && due.every(({ id }) => id !== opened.id);
