import type { ScriptNode } from './data';

/** Whether a node has all these words, in whatever order, without accents: in its number, kind, key, texts or answers. */
export function hasWords(node: ScriptNode, words: string): boolean {
  const said = folded([
    String(node.number), node.kindLabel, node.key, node.text.plain, node.organization,
    ...node.wordings.map(({ text }) => text.plain), ...node.options.map(({ label }) => label),
  ].join(' '));
  return folded(words).split(/\s+/).every((word) => said.includes(word));
}

function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
