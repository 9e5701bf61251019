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

/**
 * The days on which a call can still be promised, each with all its hours, in their order: full ones stand among them, so that nobody takes them
 * for hours without service.
 *
 * Args:
 *   dayOf: the day of an hour, where whoever is called is.
 */
export function hoursByDay(windows: readonly CallBackWindow[], dayOf: (one: CallBackWindow) => string): Map<string, CallBackWindow[]> {
  const byDay = new Map<string, CallBackWindow[]>();
  for (const one of windows) byDay.set(dayOf(one), [...(byDay.get(dayOf(one)) ?? []), one]);
  return new Map([...byDay].filter(([, ofDay]) => ofDay.some(isFree)));
}

/**
 * Three digits that are told to the caller, and stand in the list: of two calls of the same hour and subject they say which one is meant, and say
 * of nobody who it is.
 *
 * Args:
 *   id: of the call, whose end is random.
 */
export function shortCode(id: string): string {
  return String(parseInt(id.slice(-6), 16) % 1000).padStart(3, '0');
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
  /** When it was promised: with its subject it tells one from another, without a number. */
  promisedAt?: string;
  /** By whom; nothing: the person asked for it themselves. */
  promisedBy?: string | null;
  /** In a chat; otherwise on a call, or on the page of the call. */
  isOfChat?: boolean;
  /** The operator has promised it, and so may move it or call it off. */
  isPromisedByMe?: boolean;
  /** It is due within twelve hours; the others stand behind, by their hour. */
  isSoon?: boolean;
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

/** How many of them can be made soon, as the server counts them (`count_due`): none that a colleague makes now. */
export const countSoon = (due: readonly Pick<Due, 'isSoon' | 'isTaken' | 'isMine'>[]): number =>
  due.filter(({ isSoon, isTaken, isMine }) => isSoon !== false && (!isTaken || isMine)).length;

/** With these nobody is called again though nobody was spoken to: they are asked about. */
export const LAST = new Set(['WRONG_NUMBER', 'NOT_SAFE', 'CALLED_OFF']);
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
