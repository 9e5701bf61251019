import type { ScriptNode } from './data';
import { Shape } from './Shape';

const SIZE = { width: 40, height: 26 };

/** What the outlines mean: seen as a whole, a node has room for its number only. The list has it in words. */
export function Legend({ nodes }: { nodes: readonly ScriptNode[] }) {
  const kinds = new Map(nodes.map(({ kind, kindLabel }) => [kind, kindLabel]));
  return (
    <ul className="chart-legend" aria-hidden="true">
      {[...kinds].map(([kind, label]) => (
        <li key={kind}>
          <span className={`kind-${kind}`}><Shape kind={kind} {...SIZE} isDouble={false} /></span> {label}
        </li>
      ))}
    </ul>
  );
}
