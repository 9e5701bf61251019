// What the server says of a script: the draft as a state would serve it, and the texts in the reader's language.
import type { Channel, Node, Option, StopReason } from '../walker/walk';

export interface RichText {
  html: string;
  plain: string;
}

export interface ScriptNode extends Node<RichText> {
  id: string;
  /** Its place in the conversation, which another draft or state may change; its key stays. */
  number: number;
  kindLabel: string;
  organization: string;
  origin: 'LIBRARY' | 'ADAPTED' | 'LOCAL';
  /** Whose it is, in words; empty where all nodes are one owner's. */
  owner: string;
  problems: string[];
  /** Where it is edited; empty: nowhere from here. */
  href: string;
}

export interface TestWalk {
  name: string;
  answers: string;
  end: string;
}

export interface Deadline {
  amount: string;
  event: string;
  /** Whether `event` says before what it ends. */
  countsBack: boolean;
  text: string;
  /** Of its words. */
  locale: string;
  caution: string;
}

export interface ScriptData<Texts> {
  key: string;
  title: string;
  state: { code: string; name: string };
  /** Those as which it can be shown; empty: as one only. */
  states: { code: string; name: string }[];
  start: string;
  preamble: RichText[];
  nodes: ScriptNode[];
  /** Those of the script as a whole. */
  problems: string[];
  summary: string;
  hasProblems: boolean;
  /** Test walks that break, in sentences. */
  brokenWalks: string[];
  /** Keys of the nodes, and `node option` of the answers, that no test walk comes through; none without walks. */
  unwalkedNodes: string[];
  unwalkedOptions: string[];
  /** How far the test walks come, in a sentence; empty without any. */
  coverage: string;
  owners: string;
  /** The test walks of the draft; `answers` as `node.option`, with spaces between them. */
  walks: TestWalk[];
  voices: { channel: Channel; label: string }[];
  /** The kinds of offices that stand at an end which names none: the topic's, in words, the website's first. */
  topicOrganizations: string[];
  deadlines: Record<string, Deadline>;
  texts: Texts;
}

interface SharedTexts {
  asIn: string;
  search: string;
  notFound: string;
  problem: string;
  empty: string;
  failed: string;
}

export interface ChartTexts extends SharedTexts {
  found: string;
  next: string;
  previous: string;
  zoomIn: string;
  zoomOut: string;
  fit: string;
  picture: string;
  list: string;
  start: string;
  missing: string;
  edit: string;
  ownRun: string;
  unwalked: string;
  dotted: string;
}

export interface PlayerTexts extends SharedTexts {
  voice: string;
  said: Record<string, string>;
  noWords: Record<string, string>;
  noWordsOfOption: Record<string, string>;
  preamble: string;
  back: string;
  again: string;
  change: string;
  mustBeRead: string;
  choose: string;
  goOn: string;
  ends: Record<string, string>;
  deadEnd: string;
  referredTo: string;
  topicOffices: string;
  deadlines: string;
  deadlineGone: string;
  from: string;
  walkName: string;
  save: string;
  rename: string;
  saved: string;
  notYet: string;
  noStart: string;
  holds: string;
  stops: Record<StopReason, string>;
  leadsNowhere: string;
  goTo: string;
  noWay: string;
}

export type ScriptOption = Option<string>;

export function readData<Texts>(): ScriptData<Texts> | null {
  const element = document.getElementById('script-data');
  return element ? (JSON.parse(element.textContent ?? '') as ScriptData<Texts>) : null;
}

/** Fill in the places of a text: `{at} of {count}`. */
export function filled(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
