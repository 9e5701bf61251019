/** What the server says: the contract of `/mesa/api/`, as far as the desk reads it. */
import type { RichTextAst } from '../api/richText.ts';
import type { Answer, Channel, Node, Option } from '../walker/walk.ts';
import type { Deadline } from './deadlines.ts';
import { specialDaysOf } from './opening.ts';

export type Role = 'VICTIM' | 'ACCUSED' | 'THIRD_PARTY';
export type ContactType = 'CITIZEN' | 'SILENT' | 'WRONG_NUMBER' | 'PRANK' | 'TRANSFERRED';
/** What comes of a call: an outcome of the ledger, or that it was no matter of this service. */
export type Result = Outcome | 'OUT_OF_SCOPE';
export type Outcome = 'INFORMED' | 'REFERRED' | 'TRANSFERRED' | 'CALL_BACK' | 'EMERGENCY' | 'ABANDONED' | 'OTHER';
export type PresenceState = 'AVAILABLE' | 'ON_CALL' | 'AFTER_CALL' | 'BREAK' | 'AWAY';
export type ReportCategory = 'WRONG' | 'OUTDATED' | 'UNCLEAR' | 'MISSING' | 'DEAD_PHONE' | 'OFFICE_CLOSED';

export interface Number_ {
  display: string;
  dial: string;
  /** Missing in what an earlier version of the desk kept. */
  extension?: string | null;
}

export interface Municipality {
  name: string;
  /** Of its centre, where that is known. */
  latitude?: number;
  longitude?: number;
}

export interface State {
  code: string;
  name: string;
  locale: string;
  locales: string[];
  timeZone: string;
  emergency: Number_ | null;
  helpLine: Number_ | null;
  /** The line for women; not sent by an earlier server. */
  womenLine?: Number_ | null;
  lines: string[];
  channels: string[];
  campaigns: { code: string; name: string }[];
  municipalities: Municipality[];
  staffed: { isOpen: boolean; opensAt: string | null } | null;
}

/** Whether the operator answers calls of a state. */
export function takesCalls({ channels }: Pick<State, 'channels'>): boolean {
  return channels.includes('PHONE');
}

export interface Session {
  operator: { id: number; name: string; isSupervisor: boolean };
  csrfToken: string;
  /** The server's clock. */
  now: string;
  states: State[];
  /** Codes of states by area code. */
  areas: Record<string, string[]>;
  /** Where chats are shown as they go on. */
  chatFeed: string;
  presence: { state: PresenceState; since: string; callId: string | null } | null;
  /** The state of the present call, for which the operator no longer answers; kept here, never sent. */
  former?: State | null;
}

export interface RichText {
  ast: RichTextAst;
  plainText: string;
}

export interface LegalReference {
  text: string;
}

export interface ScriptNode extends Node<RichText> {
  options: readonly Option[];
  legalReferences: readonly LegalReference[];
}

export interface DeadlineBlock extends Deadline {
  id: string;
  type: 'DeadlineBlock';
  /** The language that it is in, where that is known of it alone. */
  locale?: string;
  text: RichText;
}

export interface Item {
  key: string;
  kind: string;
  title: string;
  /** The language that it was asked for in. */
  locale: string;
  /** Among its siblings; what is added comes last. */
  order: number;
  searchText?: string;
}

export interface Script extends Item {
  kind: 'SCRIPT';
  role: Role;
  urgency: string;
  topicKey: string | null;
  channels: string[];
  openingPhrases: string[];
  preamble: { id: string; key?: string; text: RichText }[];
  start: string;
  nodes: ScriptNode[];
  /** The deadlines of its nodes by id, in a script that a call has taken. */
  deadlineBlocks?: Record<string, DeadlineBlock>;
}

export interface Guidance extends Item {
  kind: 'GUIDANCE';
  question: string;
  firstStep: string;
  summary: string;
  officeKinds: string[];
  body: ({ id: string; type: string } | DeadlineBlock)[];
}

export interface Term extends Item {
  kind: 'TERM';
  term: string;
  definition: RichText;
}

export interface Schedule {
  isAlwaysOpen: boolean;
  periods: { days: string[]; opensAt: string; closesAt: string }[];
  holidays: 'CLOSED' | 'OPEN' | 'UNKNOWN';
}

/** Days on which offices do not keep their usual hours. */
export interface Holiday {
  kind: 'HOLIDAY' | 'CLOSURE';
  name: string;
  /** First and last day, both included. */
  startsOn: string;
  endsOn: string;
  /** The only office that is closed. */
  officeKey: string | null;
  isNational: boolean;
}

export interface Office extends Item {
  kind: 'OFFICE';
  name: string;
  organizationKind: string | null;
  /** Missing in what an earlier version of the desk kept. */
  email?: string | null;
  website?: string | null;
  address: { text: string } | null;
  municipality: string | null;
  latitude: number | null;
  longitude: number | null;
  phones: { display: string; dial: string; extension: string | null; label: string | null }[];
  timeZone: string;
  schedule: Schedule | null;
  /** Its holidays and closures, as `merged` finds them; missing in what an earlier version of the desk kept. */
  specialDays?: readonly Holiday[];
  hoursText: string | null;
  isConfidential: boolean;
  needsConfirmation: boolean;
  assuredOn: string | null;
  note: string | null;
  substitution?: { kind: string; reason: string } | null;
  /** `LIBRARY`: it is the nation's. */
  origin: string;
}

export interface BundleAnswer {
  version: string;
  isWhole: boolean;
  items: Item[];
  tombstones: { kind: string; key: string }[];
  /** The digest of each script as it is now, by key. */
  pinned: Record<string, string>;
  searchCopy: { digest: string; url: string } | null;
  /** Of this year and the next; missing in what an earlier version of the server answers. */
  holidays?: Holiday[];
}

/** What a state serves in a language, as this browser has it. */
export interface Bundle {
  code: string;
  locale: string;
  version: string;
  items: Map<string, Item>;
  pinned: Record<string, string>;
  searchCopy: { digest: string; url: string } | null;
  holidays?: readonly Holiday[];
}

/** A dated alert of a state, as its site shows it on every page while it is in force. */
export interface Notice extends Item {
  text: RichText;
  severity: 'INFO' | 'WARNING' | 'EMERGENCY';
  startsAt: string | null;
  endsAt: string | null;
}

export interface Found {
  kind: string;
  key: string;
  title: string;
  snippet: string;
  probability: number | null;
}

export interface SearchAnswer {
  results: Found[];
  /** How likely the first is what was meant. */
  confidence: number | null;
  isDanger: boolean;
  /** Words of danger were said; otherwise it only sounds like it, which a third of all that is no danger does. */
  isCertainDanger: boolean;
}

/** A call as it is handed to a colleague. */
export interface HandedRun {
  role: Role | null;
  scriptKey: string | null;
  scriptDigest: string | null;
  answers: Answer[];
  referralKeys: string[];
  startedAt: string;
  contactType: ContactType;
  language: string;
  /** When what the deadlines run from happened. */
  hour: string | null;
  municipality: string | null;
  /** Keys of warnings and of parts of the preamble that were read out. */
  read: string[];
  isInDanger: boolean;
  /** A call-back was booked for it. */
  hasCallBack: boolean;
  /** What the operator chose as its result. */
  result: Result | null;
  /** Missing in what an earlier version of the desk handed over. */
  campaign?: string | null;
  /** What they were summoned to, as `2026-12-03T09:00` by the clocks of the place; missing likewise. */
  appointment?: string | null;
}

export interface Handover {
  id: string;
  from: string;
  state: string;
  scriptKey: string | null;
  isInDanger: boolean;
  offeredAt: string;
}

export interface PresenceAnswer {
  leaseSeconds: number;
  handovers: Handover[];
  /** What the operator offered lately. */
  sentHandovers: { id: string; to: string; callId: string; outcome: 'WAITING' | 'ACCEPTED' | 'WITHDRAWN' | 'EXPIRED' }[];
  callBacksDue: number;
  /** Of the content that was asked about; `null`: it is no state's of theirs any more. */
  bundleVersion: string | null;
}

/** A bundle with what an answer of the server changes in it; each office with its special days. */
export function merged(bundle: Bundle | null, answer: BundleAnswer, code: string, locale: string): Bundle {
  const items = new Map(answer.isWhole || !bundle ? [] : bundle.items);
  for (const { key } of answer.tombstones) items.delete(key);
  for (const item of answer.items) items.set(item.key, item);
  const { version, pinned, searchCopy, holidays = bundle?.holidays ?? [] } = answer;
  for (const [key, item] of items) {
    if (isOffice(item)) items.set(key, withSpecialDays(item, holidays));
  }
  return { code, locale, version, items, pinned, searchCopy, holidays };
}

function isOffice(item: Item): item is Office {
  return item.kind === 'OFFICE';
}

function withSpecialDays(office: Office, holidays: readonly Holiday[]): Office {
  return { ...office, specialDays: specialDaysOf(office, holidays) };
}

/** What the offices of some keys are called; those that the content does not have are left out. */
export function officeNamesOf(bundle: Bundle | null, keys: readonly string[]): string[] {
  return keys.flatMap((key) => (bundle?.items.get(key) as Office | undefined)?.name ?? []);
}

export function itemsOf<Kind extends Item>(bundle: Bundle | null, kind: Kind['kind']): Kind[] {
  return bundle ? ([...bundle.items.values()].filter((item) => item.kind === kind) as Kind[]) : [];
}

const URGENCY = ['EMERGENCY', 'URGENT', 'HIGH', 'NORMAL'];

/** A role's scripts that have words for a channel, in the order of their numbers: the most urgent first, and of equally urgent ones a new one last, so that it takes no other one's number. */
export function scriptsOf(bundle: Bundle | null, role: Role | null, channel: Channel = 'PHONE'): Script[] {
  return itemsOf<Script>(bundle, 'SCRIPT')
    .filter((script) => script.role === role && script.channels.includes(channel))
    .sort((one, other) => URGENCY.indexOf(one.urgency) - URGENCY.indexOf(other.urgency) || one.order - other.order || one.title.localeCompare(other.title, 'es'));
}

/** The kinds of offices that a script's topic sends people to, or else its own steps, in their order; `null`: neither names any. */
export function kindsOf(script: Script | null, bundle: Bundle | null): string[] | null {
  const topic = script?.topicKey ? (bundle?.items.get(script.topicKey) as Guidance | undefined) : undefined;
  if (topic?.officeKinds.length) return topic.officeKinds;
  const named = [...new Set(script?.nodes.flatMap(({ organizationKind }) => organizationKind ?? []))];
  return named.length ? named : null;
}

/** The kinds of offices that a role mostly needs, in their order: while no script says which. */
export const KINDS_OF_ROLE: Readonly<Record<Role, readonly string[]>> = {
  VICTIM: ['PROSECUTOR', 'WOMENS_JUSTICE_CENTER', 'VICTIMS_COMMISSION', 'POLICE', 'HELP_LINE'], ACCUSED: ['PUBLIC_DEFENDER', 'HUMAN_RIGHTS', 'COURT'], THIRD_PARTY: [],
};

/** The deadlines that a script's nodes name, by id. */
export function deadlineBlocksOf(script: Script, bundle: Bundle | null): Record<string, DeadlineBlock> {
  if (script.deadlineBlocks) return script.deadlineBlocks;
  const topic = script.topicKey ? (bundle?.items.get(script.topicKey) as Guidance | undefined) : undefined;
  const blocks = (topic?.body ?? []).filter((block): block is DeadlineBlock => block.type === 'DeadlineBlock');
  const named = new Set(script.nodes.flatMap(({ deadlines }) => deadlines));
  return Object.fromEntries(blocks.filter(({ id }) => named.has(id)).map((block) => [block.id, block]));
}
