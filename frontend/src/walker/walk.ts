/**
 * Walking a script: which node comes next, which words a channel gets, which deadlines apply. Pure.
 *
 * A run is the list of answers given so far, as keys of nodes and options. Where it stands is computed by replaying it
 * over the script's nodes. `content_models/script_walk.py` is the same in Python; both pass the vectors in this folder.
 */

export type Channel = 'PHONE' | 'CHAT' | 'APP' | 'WEB';

/** Words as the script has them: a string, a rich text, whatever the application shows. */
export interface Option<Label = string> {
  key: string;
  label: Label;
  to: string;
  wordings: readonly { channel: string; label: Label }[];
}

export interface Node<Text = unknown, Label = string> {
  key: string;
  kind: string;
  text: Text;
  wordings: readonly { channel: string; text: Text }[];
  options: readonly Option<Label>[];
  organizationKind: string | null;
  /** Ids of deadlines in the body of the script's topic. */
  deadlines: readonly string[];
}

/** One answer of a run: the keys of the node and of its option. */
export interface Answer {
  node: string;
  option: string;
}

/**
 * Why a run holds only up to an answer. START_MISSING: the script's first node does not exist. ANOTHER_NODE: the answer
 * is to a node at which the run is not. UNKNOWN_OPTION: the node has no such option (any more). TARGET_MISSING: the
 * option leads to a node that does not exist. CIRCLE: it leads back to a node of the run. ENDED: the run had ended.
 */
export type StopReason =
  | 'START_MISSING'
  | 'ANOTHER_NODE'
  | 'UNKNOWN_OPTION'
  | 'TARGET_MISSING'
  | 'CIRCLE'
  | 'ENDED';

/** One node of the path in the words of the channel; `null`: the channel has none. */
export interface Turn<Text = unknown, Label = string> {
  node: string;
  kind: string;
  text: Text | null;
  answer: Label | null;
}

/** How a run ends; unless `isFinal` it may also go on by one of the node's options. */
export interface Outcome {
  kind: string;
  organizationKind: string | null;
  isFinal: boolean;
}

export interface Walk<Text = unknown, Label = string> {
  /** Key of the node that is shown now; `null`: the script has no first node. */
  current: string | null;
  /** The answers that hold. */
  path: Answer[];
  /** The nodes of the path and the current one. */
  texts: Turn<Text, Label>[];
  /** Keys of the warnings among them, which must be read in full. */
  warnings: string[];
  /** Ids of the deadlines of these nodes, each once. */
  deadlines: string[];
  /** `null`: the current node is a question, an information or a warning. */
  outcome: Outcome | null;
  /** The position of the first answer that does not hold, and why; `null`: all hold. */
  stop: { position: number; reason: StopReason } | null;
}

/** Whose words a channel uses, best first; `null` is the node's own text, which is said aloud. */
export const CHANNELS_OF_WORDS: Record<Channel, readonly (Channel | null)[]> = {
  PHONE: ['PHONE', null],
  CHAT: ['CHAT', 'WEB', null],
  APP: ['APP', 'WEB'],
  WEB: ['WEB'],
};

const ENDS = ['ANSWER', 'REFERRAL', 'HANDOFF'];

/**
 * Replay answers over a script's nodes, beginning with the one whose key is `start`. It takes at most as many answers
 * as there are nodes, whatever is given; of nodes, options or wordings with one key the first counts.
 */
export function walk<Text, Label = string>(
  nodes: readonly Node<Text, Label>[],
  start: string,
  answers: Iterable<Answer>,
  channel: Channel,
): Walk<Text, Label> {
  const byKey = new Map<string, Node<Text, Label>>();
  for (const node of nodes) if (!byKey.has(node.key)) byKey.set(node.key, node);
  const first = byKey.get(start);
  const result: Walk<Text, Label> = {
    current: null, path: [], texts: [], warnings: [], deadlines: [], outcome: null, stop: null,
  };
  if (!first) {
    result.stop = { position: 0, reason: 'START_MISSING' };
    return result;
  }
  const met = new Set<string>();
  const meet = (one: Node<Text, Label>): void => {
    met.add(one.key);
    result.current = one.key;
    result.texts.push({ node: one.key, kind: one.kind, text: wordsOfNode(one, channel), answer: null });
    if (one.kind === 'WARNING') result.warnings.push(one.key);
    for (const id of one.deadlines) if (!result.deadlines.includes(id)) result.deadlines.push(id);
  };
  let here: Node<Text, Label> = first;
  meet(here);
  for (const answer of answers) {
    const option: Option<Label> | undefined =
      answer.node === here.key ? here.options.find((one) => one.key === answer.option) : undefined;
    const next: Node<Text, Label> | undefined = option && byKey.get(option.to);
    if (!option || !next || met.has(next.key)) {
      let reason: StopReason = 'CIRCLE';
      if (!here.options.length) reason = 'ENDED';
      else if (answer.node !== here.key) reason = 'ANOTHER_NODE';
      else if (!option) reason = 'UNKNOWN_OPTION';
      else if (!next) reason = 'TARGET_MISSING';
      result.stop = { position: result.path.length, reason };
      break;
    }
    result.path.push({ node: here.key, option: option.key });
    result.texts.at(-1)!.answer = wordsOfOption(option, channel);
    here = next;
    meet(here);
  }
  result.outcome = outcomeAt(here);
  return result;
}

/** What is said or shown at a node on a channel; `null`: the channel has no words for it. */
export function wordsOfNode<Text>(node: Node<Text, unknown>, channel: Channel): Text | null {
  return firstOf(channel, (one) => node.wordings.find((wording) => wording.channel === one)?.text, node.text);
}

/** How a channel words an answer; `null`: it has no words for it. */
export function wordsOfOption<Label>(option: Option<Label>, channel: Channel): Label | null {
  return firstOf(channel, (one) => option.wordings.find((wording) => wording.channel === one)?.label, option.label);
}

/** How a run ends at a node; `null`: it cannot end there. */
export function outcomeAt(node: Node<unknown, unknown>): Outcome | null {
  if (!ENDS.includes(node.kind)) return null;
  return { kind: node.kind, organizationKind: node.organizationKind, isFinal: !node.options.length };
}

function firstOf<Words>(channel: Channel, of: (one: Channel) => Words | undefined, said: Words): Words | null {
  for (const one of CHANNELS_OF_WORDS[channel]) {
    const words = one ? of(one) : said;
    if (words !== undefined) return words;
  }
  return null;
}
