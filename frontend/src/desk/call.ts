/**
 * A call: what the operator's acts make of it, replayed. Pure.
 *
 * The journal keeps each act as it was done; nothing else is kept of a call.
 */
import { walk, type Answer, type Channel, type Walk } from '../walker/walk.ts';
import type { ContactType, HandedRun, Office, Outcome, Result, Role, RichText, Script, ScriptNode } from './data.ts';
import type { Local } from './zones.ts';

export interface Referral {
  key: string;
  name: string;
  /** A help line in the place of an office: the ledger knows offices only. */
  isLine?: boolean;
}

export function referralOf(office: Office): Referral {
  return { key: office.key, name: office.name, ...(office.substitution ? { isLine: true } : {}) };
}

/** The referral that was made last and may be taken back: to the emergency number it stands as long as they are in danger, and so does each while it is not known which that is; `null`: there is none. */
export function referralToTakeBack({ referrals, isInDanger }: Pick<Call, 'referrals' | 'isInDanger'>, emergency: string | null): Referral | null {
  return referrals.findLast(({ key }) => !isInDanger || (emergency !== null && key !== emergency)) ?? null;
}

/** A script as it was when the call took it. */
export interface Pinned {
  script: Script;
  digest: string;
}

export type Act = { at: number } & (
  | { type: 'begin'; state: string; language: string; contactType: ContactType; startedAt?: number; channel?: Channel; callId?: string; handed?: HandedRun }
  | { type: 'state'; state: string; language: string }
  | { type: 'contact'; contactType: ContactType }
  | { type: 'role'; role: Role | null }
  | { type: 'script'; pinned: Pinned | null }
  | { type: 'answer'; answer: Answer }
  | { type: 'back' }
  | { type: 'read'; parts: string[] }
  | { type: 'hour'; eventAt: number | null }
  | { type: 'appointment'; appointment: Local | null }
  | { type: 'municipality'; name: string | null }
  | { type: 'refer'; referral: Referral }
  | { type: 'unrefer'; key: string }
  | { type: 'result'; result: Result | null }
  | { type: 'callBack'; promised: Promised }
  | { type: 'danger'; isInDanger: boolean }
  | { type: 'campaign'; code: string | null }
  | { type: 'language'; language: string }
  | { type: 'offer'; offer: { id: string; name: string } | null }
  | { type: 'hangUp' }
  | { type: 'finish' }
  | { type: 'discard' }
);

/** When somebody is called back, and the three digits by which they name it. */
export interface Promised {
  /** Of the call-back; absent in what an earlier version of the desk kept. */
  id?: string;
  code: string;
  startsAt: string;
  endsAt: string;
}

export interface Call {
  id: string;
  /** Whose words its script is in: the telephone's, or those of a chat. */
  channel: Channel;
  startedAt: number;
  endedAt: number | null;
  isFinished: boolean;
  state: string;
  language: string;
  contactType: ContactType;
  /** Who calls: who was said to, or else whom the script is for. */
  role: Role | null;
  /** It was said who calls: whosever script is taken, that stays. */
  isRoleChosen: boolean;
  /** Whom an earlier script was for when the present one was taken. */
  roleBefore: Role | null;
  pinned: Pinned | null;
  answers: Answer[];
  /** Scripts that were left for another one, or for none, with what was answered in them: who takes one again goes on there. */
  left: readonly (Pick<Call, 'eventAt' | 'eventOf'> & { pinned: Pinned; answers: readonly Answer[] })[];
  /** Parts of the preamble and keys of warnings that were read out. */
  read: string[];
  /** When what the deadlines run from happened. */
  eventAt: number | null;
  /** What that was: from what the deadlines of the script run in which the hour was given; `null`: it is not known which script that was. */
  eventOf: readonly string[] | null;
  /** What they were summoned to, as the clocks of the place show it then. */
  appointment: Local | null;
  municipality: string | null;
  referrals: Referral[];
  /** They are in danger now, and were told to call the emergency number. */
  isInDanger: boolean;
  /** A call-back was booked for it. */
  hasCallBack: boolean;
  /** What was promised of it here, so that it can be said again; without the number, and absent where a colleague promised it. */
  promised?: Promised;
  /** What the operator chose; `null`: what follows from the call. */
  chosen: Result | null;
  /** They hung up before the end, which an emergency does not exclude. */
  hasHungUp: boolean;
  campaign: string | null;
  /** The hand-over by which it is offered to a colleague. */
  offer: { id: string; name: string } | null;
  /** It goes on from a colleague's call, or from a chat. */
  isHanded: boolean;
  /** How a colleague handed it over, until its script is taken. */
  handed: HandedRun | null;
  /** The script with which it was handed over cannot be had as it was: another version stands in its place, or none does. */
  handedScript: 'REPLACED' | 'LOST' | null;
}

/** What the acts make of a call; `null`: there is none, or it was discarded. */
export function callOf(id: string, acts: readonly Act[]): Call | null {
  return acts.reduce<Call | null>((call, act) => after(call, act, id), null);
}

/** The call after one more act. */
export function after(call: Call | null, act: Act, id: string): Call | null {
  if (act.type === 'begin') {
    const { handed } = act;
    return {
      id, channel: act.channel ?? 'PHONE', startedAt: handed ? Date.parse(handed.startedAt) : (act.startedAt ?? act.at), endedAt: null, isFinished: false,
      state: act.state, language: act.language, contactType: act.contactType, role: handed?.role ?? null, isRoleChosen: Boolean(handed?.role), roleBefore: handed?.role ?? null,
      pinned: null, answers: handed?.answers ?? [], left: [], read: handed?.read ?? [], eventAt: handed?.hour ? Date.parse(handed.hour) : null, eventOf: null, appointment: localIn(handed?.appointment),
      municipality: handed?.municipality ?? null, referrals: [], isInDanger: handed?.isInDanger ?? false, hasCallBack: handed?.hasCallBack ?? false,
      chosen: handed?.result ?? null, hasHungUp: handed?.result === 'ABANDONED', campaign: handed?.campaign ?? null,
      offer: null, isHanded: handed !== undefined, handed: handed ?? null, handedScript: null,
    };
  }
  if (!call) return null;
  switch (act.type) {
    case 'state':
      if (act.state === call.state) return { ...call, language: act.language };
      return { ...call, state: act.state, language: act.language, pinned: null, answers: [], left: [], municipality: null, referrals: [], campaign: null, handed: null, handedScript: null };
    case 'contact': return { ...call, contactType: act.contactType, ...(isConversation(act.contactType) ? {} : { role: null, isRoleChosen: false, pinned: null, answers: [], handed: null, handedScript: null }) };
    case 'role': {
      const said = { ...call, role: act.role, isRoleChosen: act.role !== null };
      return call.pinned ? said : { ...said, answers: [], handed: null, handedScript: null };
    }
    case 'script': {
      const handedScript = handedScriptOf(call, act.pinned);
      if (act.pinned === null) return { ...withoutScript(call), left: leftOf(call), handed: null, handedScript };
      const { key } = act.pinned.script;
      const role = call.isRoleChosen ? call.role : act.pinned.script.role;
      const left = leftOf(call).filter((one) => one.pinned.script.key !== key);
      const run = call.pinned?.script.key === key ? null : call.left.find((one) => one.pinned.script.key === key);
      const answers = call.pinned === null && call.handed ? call.answers : (run?.answers ?? []);
      const roleBefore = call.pinned ? call.roleBefore : call.role;
      const pinned = run?.pinned ?? act.pinned;
      return { ...call, ...eventIn(pinned, [call, ...(run ? [run] : [])]), pinned, role, roleBefore, answers: [...answers], left, handed: null, handedScript };
    }
    case 'answer': return { ...call, answers: [...call.answers, act.answer] };
    // Before the first question there is nothing: a script is left by saying so.
    case 'back': return { ...call, answers: call.answers.slice(0, -1) };
    // Nobody is there any more to whom something could have been read.
    case 'read': return isOver(call) ? call : { ...call, read: [...new Set([...call.read, ...act.parts])] };
    case 'hour': return { ...call, eventAt: act.eventAt, eventOf: call.pinned && eventsOf(call.pinned) };
    case 'appointment': return { ...call, appointment: act.appointment };
    case 'municipality': return { ...call, municipality: act.name };
    case 'refer': {
      const { key } = act.referral;
      // What was taken over is so once: whoever takes it out again has it out.
      const handed = call.handed && { ...call.handed, referralKeys: call.handed.referralKeys.filter((one) => one !== key) };
      return { ...call, referrals: [...call.referrals.filter((one) => one.key !== key), act.referral], handed };
    }
    case 'unrefer': return { ...call, referrals: call.referrals.filter(({ key }) => key !== act.key) };
    case 'result': return withResult(call, act.result);
    case 'callBack': return { ...call, chosen: call.chosen ?? 'CALL_BACK', hasCallBack: true, promised: act.promised };
    case 'danger': return { ...call, isInDanger: act.isInDanger };
    case 'campaign': return { ...call, campaign: act.code };
    case 'offer': return { ...call, offer: act.offer };
    case 'language': return { ...call, language: act.language };
    case 'hangUp': return { ...call, endedAt: call.endedAt ?? act.at };
    case 'finish': return { ...call, endedAt: call.endedAt ?? act.at, isFinished: true };
    case 'discard': return null;
  }
}

/** The scripts that were left once the present one is, too; one in which nothing was answered leaves nothing. */
function leftOf({ pinned, answers, left, eventAt, eventOf }: Call): Call['left'] {
  return pinned && answers.length ? [...left.filter((one) => one.pinned.script.key !== pinned.script.key), { pinned, answers, eventAt, eventOf }] : left;
}

/** From what the deadlines of a script run, as they say it; not those that are counted back. */
function eventsOf({ script }: Pinned): string[] {
  return Object.values(script.deadlineBlocks ?? {}).flatMap(({ event, countsBack }) => (event && !countsBack ? event : []));
}

/**
 * The first hour that may be counted from in a script: the hour of an arrest is none of prison on remand.
 * In a script whose deadlines run from nothing, an hour stays for the next one.
 */
function eventIn(pinned: Pinned, known: readonly Pick<Call, 'eventAt' | 'eventOf'>[]): Pick<Call, 'eventAt' | 'eventOf'> {
  const events = eventsOf(pinned);
  const fits = ({ eventAt, eventOf }: Pick<Call, 'eventAt' | 'eventOf'>): boolean => eventAt !== null && (!events.length || !eventOf || eventOf.some((one) => events.includes(one)));
  const { eventAt, eventOf } = known.find(fits) ?? { eventAt: null, eventOf: null };
  return { eventAt, eventOf };
}

/** What became of the script with which a call was handed over, as another one is taken, or none. */
function handedScriptOf({ handed }: Call, pinned: Pinned | null): Call['handedScript'] {
  if (!handed?.scriptKey) return null;
  if (!pinned) return 'LOST';
  return pinned.script.key === handed.scriptKey && handed.scriptDigest && pinned.digest !== handed.scriptDigest ? 'REPLACED' : null;
}

/** A call of which a result was chosen: whoever hung up in an emergency did both. */
function withResult(call: Call, result: Result | null): Call {
  const hasHungUp = result === 'ABANDONED' || (result === 'EMERGENCY' && call.hasHungUp);
  return { ...call, chosen: result === 'ABANDONED' && call.chosen === 'EMERGENCY' ? 'EMERGENCY' : result, hasHungUp };
}

/** Whether nobody is left to read to: the call has ended, or they hung up. */
export function isOver(call: Call): boolean {
  return call.endedAt !== null || call.hasHungUp;
}

/** A call out of its script: of one that was only opened, the role that it proposed does not stay, either. */
function withoutScript(call: Call): Call {
  return { ...call, pinned: null, role: call.pinned && !call.answers.length && !call.isRoleChosen ? call.roleBefore : call.role, answers: [] };
}

/** For whose matter scripts and offices are looked for: that of the script that is walked, or else of who calls. */
export function matterOf(call: Call | null): Role | null {
  return call?.pinned?.script.role ?? call?.role ?? null;
}

/** Whether somebody is there to talk with. */
export function isConversation(contactType: ContactType): boolean {
  return contactType === 'CITIZEN' || contactType === 'TRANSFERRED';
}

export type CallWalk = Walk<RichText>;

/** Where the call stands in its script, in the words of its channel. */
export function walkOf(call: Call): CallWalk | null {
  if (!call.pinned) return null;
  const { nodes, start } = call.pinned.script;
  return walk<RichText>(nodes, start, call.answers, call.channel);
}

/** What the present step says, as plain words; empty: the channel has none. */
export function wordsOf(walked: CallWalk): string {
  return walked.texts.at(-1)?.text?.plainText ?? '';
}

/** What was said on the way, without what was asked, as plain words, the present step's first. */
export function wordsSaid(walked: CallWalk): string[] {
  return walked.texts.filter(({ kind }) => kind !== 'QUESTION').map(({ text }) => text?.plainText ?? '').reverse();
}

/** Whether a chat has only what is said aloud at a step; a transfer says in a chat whom to call. */
export function isSpokenOnly(node: ScriptNode | null): boolean {
  return node !== null && node.kind !== 'HANDOFF' && !node.wordings.some(({ channel }) => channel === 'CHAT' || channel === 'WEB');
}

export function nodeOf(script: Script, key: string | null): ScriptNode | null {
  return script.nodes.find((node) => node.key === key) ?? null;
}

/**
 * What must have been read before the next answer: what opens a call, and the warnings on the way. In danger nothing that opens a call stands
 * before the next answer; before the first one to a question about danger only what comes first does, about being safe: whoever can hardly speak is not
 * read the rest before it. In a chat it is the warnings, which are sent; what opens it, the person has read on the page.
 *
 * Args:
 *   number: of emergencies, by whose words a question about danger is known; `null`: all that opens a call is told.
 */
export function unreadOf(call: Call, walked: CallWalk | null, number: string | null = null): string[] {
  if (!call.pinned || !walked) return [];
  if (call.channel === 'CHAT') return walked.warnings.filter((key) => !call.read.includes(key));
  const opening = call.isInDanger ? [] : partsOf(call.pinned.script, false).map(partId);
  const isDangerAsked = number !== null && !call.answers.length && answerToNumber(call.pinned.script, call.pinned.script.start, number) !== null;
  const closing = closingOf(call, walked).map(partId);
  return [...(isDangerAsked ? opening.slice(0, 1) : opening), ...walked.warnings, ...closing].filter((part) => !call.read.includes(part));
}

/** What of a preamble was read out: what stands under the same key in another script needs no reading in the same call. */
export function partId({ key, id }: Script['preamble'][number]): string {
  return key ?? id;
}

/** The parts of the preamble that open a call, or the one that closes it: what is said. */
export function partsOf(script: Script, isClosing: boolean): Script['preamble'] {
  return script.preamble.filter(({ key }) => key !== FOR_OPERATOR && (key === 'closing') === isClosing);
}

/** The key of a part that is for the operator alone, as `content_models.preamble` has it. */
const FOR_OPERATOR = 'operator';

/** The parts of the preamble that tell the operator something: they are not said. */
export function notesIn(script: Script): Script['preamble'] {
  return script.preamble.filter(({ key }) => key === FOR_OPERATOR);
}

/**
 * What is read before the call ends for the caller, once the script has come to its end: before hanging up, or before they are put through to an
 * office. Whoever is in danger was told to hang up and call the emergency number, or stays on the line, as does whoever is put through to it.
 */
export function closingOf(call: Call, { outcome }: Pick<CallWalk, 'outcome'>): Script['preamble'] {
  if (!call.pinned || !outcome?.isFinal || call.isInDanger) return [];
  const isOfEmergency = outcome.kind === 'HANDOFF' && (outcome.organizationKind === null || outcome.organizationKind === 'POLICE');
  return isOfEmergency ? [] : partsOf(call.pinned.script, true);
}

/** What was chosen of a contact, with what danger makes of it: somebody in danger was an emergency, and who went away before the end did both. */
export function inDanger<Chosen extends Result | null>(chosen: Chosen, isInDanger: boolean): Chosen | 'EMERGENCY' {
  return isInDanger && (!chosen || chosen === 'ABANDONED') ? 'EMERGENCY' : chosen;
}

/**
 * What came of the call: what was chosen, or else what follows from danger, from referrals and from the node at which it stands. At a step
 * that hands over nothing does: whether somebody was reached is known to the operator alone.
 */
export function resultOf(call: Call): Result | null {
  const chosen = inDanger(call.chosen, call.isInDanger);
  if (chosen) return chosen;
  if (!isConversation(call.contactType)) return 'OTHER';
  if (call.referrals.some(({ isLine }) => !isLine)) return 'REFERRED';
  const outcome = walkOf(call)?.outcome?.kind;
  return outcome === 'ANSWER' || call.referrals.length ? 'INFORMED' : null;
}

/** What most likely came of a call of which nothing says so: it is proposed where it ends, and never taken by itself. */
export function likeliestResult(call: Call): Result {
  if (isMidScript(call)) return 'ABANDONED';
  return walkOf(call)?.outcome?.kind === 'HANDOFF' ? 'TRANSFERRED' : 'INFORMED';
}

/** Whether nothing was entered of a contact but who calls, and with which script: nobody may be there, and nothing is lost with it. */
export function isBlank(call: Call): boolean {
  const isUntold = call.contactType === 'CITIZEN' && !call.answers.length && !call.read.length && call.eventAt === null && call.appointment === null && call.municipality === null && !call.referrals.length;
  return isUntold && !call.isHanded && !call.isInDanger && !call.hasCallBack && !call.chosen && !call.campaign && !call.offer && call.endedAt === null;
}

/**
 * Whether a key still changes what type of contact it is: a type without a conversation lets go of role and script, and of a contact in which
 * something was read or answered nobody meant that by a digit.
 */
export function isTypeOpen(call: Call): boolean {
  return call.pinned === null && !call.left.length && !call.read.length;
}

/**
 * What is missing before a call can be registered: its result, or the office to which the caller was referred, which a help line is not. What the
 * operator chose is what is registered: nothing else is put in its place.
 */
export function missingOf(call: Call): 'result' | 'office' | null {
  const result = resultOf(call);
  if (result === null) return 'result';
  return result === 'REFERRED' && call.referrals.every(({ isLine }) => isLine) ? 'office' : null;
}

/** Whether they are to be called back, and nobody booked that. */
export function isCallBackMissing(call: Call): boolean {
  return resultOf(call) === 'CALL_BACK' && !call.hasCallBack;
}

/** The answer at a step that leads to a warning, or a hand-over, with the emergency number; `null`: none does. What only answers may name it for later. */
export function answerToNumber(script: Script, step: string, number: string): Answer | null {
  const option = nodeOf(script, step)?.options.find(({ to }) => nodeOf(script, to)?.kind !== 'ANSWER' && namesNumber(nodeOf(script, to)?.text?.plainText ?? '', number));
  return option ? { node: step, option: option.key } : null;
}

/** Whether the first question of a script is whether they are in danger: an answer to it leads to words with the emergency number. */
export function asksOfDanger(script: Script, number: string): boolean {
  return script.urgency === 'EMERGENCY' && answerToNumber(script, script.start, number) !== null;
}

/** What somebody who said that they are in danger has answered by that to the first question of a script; `null`: it does not ask. */
export function dangerAnswer(script: Script, number: string): Answer | null {
  return asksOfDanger(script, number) ? answerToNumber(script, script.start, number) : null;
}

/** The same of a call in whose script nothing was answered yet. */
export function firstDangerAnswer({ pinned, answers }: Pick<Call, 'pinned' | 'answers'>, number: string): Answer | null {
  return pinned && !answers.length ? dangerAnswer(pinned.script, number) : null;
}

/**
 * What an answer meets of what must be read before it: nothing (`null`), or that it waits for that. The one that leads to the emergency number
 * waits for nothing: it says that they are in danger.
 */
export function heldBack(call: Call, walked: CallWalk, option: string, number: string): 'WAITS' | 'DANGER' | null {
  if (!call.pinned || !walked.current || isOver(call) || !unreadOf(call, walked, number).length) return null;
  if (answerToNumber(call.pinned.script, walked.current, number)?.option !== option) return 'WAITS';
  return call.isInDanger ? null : 'DANGER';
}

/** Whether the script has said by now how the emergency number is reached. */
export function hasSaidNumber(walked: CallWalk, number: string): boolean {
  return walked.texts.some(({ text }) => namesNumber(text?.plainText ?? '', number));
}

/** Whether the present step says how the emergency number is reached. */
export function saysNumber(walked: CallWalk, number: string): boolean {
  return namesNumber(wordsOf(walked), number);
}

/** Whether the present step hands over to the emergency number. */
export function isHandedToEmergency(walked: CallWalk | null, number: string): boolean {
  return walked?.outcome?.kind === 'HANDOFF' && saysNumber(walked, number);
}

/**
 * At which place of a step that tells to call the emergency number the answer stands by which the call is handed over to it: whoever cannot speak,
 * or is heard, must not be told to hang up; `null`: at no such step.
 */
export function placeOfHandOver(script: Script, step: string, number: string): number | null {
  const node = nodeOf(script, step);
  if (!node || !namesNumber(node.text?.plainText ?? '', number)) return null;
  const place = node.options.findIndex(({ to }) => {
    const next = nodeOf(script, to);
    return next?.kind === 'HANDOFF' && namesNumber(next.text?.plainText ?? '', number);
  });
  return place < 0 ? null : place;
}

function namesNumber(words: string, number: string): boolean {
  return new RegExp(`(?<!\\d)${number.replace(/\D/g, '')}(?!\\d)`).test(words);
}

/** Results of calls in which nobody was left to read to. */
const HUNG_UP: (Result | null)[] = ['ABANDONED', 'EMERGENCY'];

/** Whether the script of a call that goes on has not come to an end: a step with answers is none. Whoever hung up is in none any more. */
export function isMidScript(call: Call): boolean {
  const walked = walkOf(call);
  return !isOver(call) && walked !== null && walked.current !== null && !walked.outcome?.isFinal;
}

/** Whether it is asked whether a call is over before it ends: in mid-script, and while they are in danger, so that no slip hangs up on them. */
export function isAskedBeforeEnd(call: Call): boolean {
  return isMidScript(call) || (call.isInDanger && !isOver(call));
}

/** Whether a script has come to its end, and something of it that must be read was not. */
export function isLeftUnread(call: Call): boolean {
  const walked = walkOf(call);
  return call.endedAt === null && !HUNG_UP.includes(resultOf(call)) && Boolean(walked?.outcome?.isFinal) && unreadOf(call, walked).length > 0;
}

/**
 * What of a script must be read and was not when its call ended: what opens it, in danger, too, the warnings on the way, and what closes it
 * where it came to its end.
 */
export function leftUnreadOf(call: Call): string[] {
  const walked = walkOf(call);
  if (!call.pinned || !walked || call.channel !== 'PHONE') return [];
  const parts = [...partsOf(call.pinned.script, false).map(partId), ...walked.warnings, ...closingOf(call, walked).map(partId)];
  return parts.filter((part) => !call.read.includes(part));
}

/** What a hand-over takes of what was read. */
const MOST_READ = 60;

/** What is known of a call, or beside a chat. */
export function handedRunOf(call: Call): HandedRun {
  return {
    role: call.role, scriptKey: call.pinned?.script.key ?? call.handed?.scriptKey ?? null, scriptDigest: (call.pinned?.digest || call.handed?.scriptDigest) ?? null, answers: call.answers,
    referralKeys: [...new Set([...call.referrals.map(({ key }) => key), ...(call.handed?.referralKeys ?? [])])], startedAt: new Date(call.startedAt).toISOString(), contactType: call.contactType, language: call.language,
    hour: call.eventAt === null ? null : new Date(call.eventAt).toISOString(), municipality: call.municipality, read: call.read.slice(-MOST_READ),
    isInDanger: call.isInDanger, hasCallBack: call.hasCallBack, result: call.chosen, campaign: call.campaign,
    appointment: call.appointment && `${call.appointment.day}T${call.appointment.time}`,
  };
}

/** A call as a colleague takes it up: a role that only its script proposed is proposed by that script again. */
export function offeredRunOf(call: Call): HandedRun {
  return { ...handedRunOf(call), role: call.isRoleChosen ? call.role : null };
}

/** `2026-12-03T09:00` as day and time. */
function localIn(handed: string | null | undefined): Local | null {
  const [day, time] = handed?.split('T') ?? [];
  return day && time ? { day, time } : null;
}

/** What the ledger is sent of a finished call. */
export interface InquiryInput {
  id: string;
  state: string;
  channel: 'PHONE';
  contactType: ContactType;
  role: Role | null;
  topicKey: string | null;
  scriptKey: string | null;
  scriptDigest: string | null;
  endNode: string | null;
  outcome: Outcome;
  referralKeys: string[];
  language: string;
  startedAt: string;
  durationSeconds: number;
  afterCallSeconds: number;
  isServed: boolean;
  unservedReason: string | null;
  campaign: string | null;
  /** Sent where they are so. */
  isHungUp?: true;
  isLeftUnread?: true;
}

/** @param finishedAt by the same clock as the acts: the server's. */
export function inquiryOf(call: Call, finishedAt: number): InquiryInput {
  const script = call.pinned?.script ?? null;
  const referralKeys = call.referrals.filter(({ isLine }) => !isLine).map(({ key }) => key);
  const result = resultOf(call) ?? 'OTHER';
  const endedAt = call.endedAt ?? finishedAt;
  return {
    id: call.id,
    state: call.state,
    channel: 'PHONE',
    contactType: call.contactType,
    role: call.role,
    topicKey: script?.topicKey ?? null,
    scriptKey: script?.key ?? call.handed?.scriptKey ?? null,
    scriptDigest: (call.pinned?.digest || call.handed?.scriptDigest) ?? null,
    endNode: call.pinned?.digest ? (walkOf(call)?.current ?? null) : null,
    outcome: result === 'OUT_OF_SCOPE' ? 'OTHER' : result,
    referralKeys,
    language: call.language,
    startedAt: new Date(call.startedAt).toISOString(),
    durationSeconds: seconds(endedAt - call.startedAt),
    afterCallSeconds: seconds(finishedAt - endedAt),
    isServed: result !== 'OUT_OF_SCOPE',
    unservedReason: result === 'OUT_OF_SCOPE' ? 'OUT_OF_SCOPE' : null,
    campaign: call.campaign,
    ...(call.hasHungUp ? { isHungUp: true } : {}),
    ...(leftUnreadOf(call).length ? { isLeftUnread: true } : {}),
  };
}

/** What the ledger takes. */
const MOST_SECONDS = 86_400;

function seconds(milliseconds: number): number {
  return Math.min(MOST_SECONDS, Math.max(0, Math.round(milliseconds / 1000)));
}
