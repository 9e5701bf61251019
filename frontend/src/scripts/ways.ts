// How one comes to a node without answering one by one.
import type { Answer, Node } from '../walker/walk';

/**
 * The answers that lead to a node: those of the present run up to it, otherwise the fewest, the first ones first.
 * `null`: no answers lead there. Of nodes with one key the first counts, as in the walker.
 */
export function wayTo(nodes: readonly Node<unknown, unknown>[], start: string, key: string, run: readonly Answer[] = []): Answer[] | null {
  const met = run.findIndex((answer) => answer.node === key);
  if (met >= 0) return run.slice(0, met);
  const byKey = new Map([...nodes].reverse().map((node) => [node.key, node]));
  if (!byKey.has(start)) return null;
  const ways = new Map<string, Answer[]>([[start, []]]);
  for (const [here, way] of ways) {
    if (here === key) return way;
    for (const option of byKey.get(here)!.options) {
      if (byKey.has(option.to) && !ways.has(option.to)) ways.set(option.to, [...way, { node: here, option: option.key }]);
    }
  }
  return null;
}
