import { useReactFlow } from '@xyflow/react';
import { useState } from 'react';

import { filled, type ChartTexts, type ScriptNode } from './data';
import { hasWords } from './find';
import { keep, kept } from './kept';
import { idOf } from './layout';

/** Finds nodes by their words, and says how much of the picture is seen. */
export function Finder({ nodes, of, texts, onFind }: {
  nodes: readonly ScriptNode[];
  /** The key of the script: what is sought in it stays when it is shown as in another state. */
  of: string;
  texts: ChartTexts;
  /** `null`: nothing has the words that are sought. */
  onFind: (id: string | null) => void;
}) {
  const [words, setWords] = useState(kept('words', of) ?? '');
  const [at, setAt] = useState(0);
  const flow = useReactFlow();
  const found = words.trim() ? nodes.filter((node) => hasWords(node, words)) : [];

  const show = (typed: string, position: number): void => {
    setWords(typed);
    keep('words', of, typed);
    setAt(position);
    const matches = typed.trim() ? nodes.filter((node) => hasWords(node, typed)) : [];
    if (typed.trim()) onFind(matches.length ? idOf(matches[place(position, matches.length)]) : null);
  };

  return (
    <form
      className="chart-tools"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        show(words, at + 1);
      }}
    >
      <input
        type="search"
        value={words}
        aria-label={texts.search}
        placeholder={texts.search}
        onChange={({ target }) => show(target.value, 0)}
      />
      <span className="chart-found" role="status">
        {words.trim() && (found.length
          ? filled(texts.found, { at: place(at, found.length) + 1, count: found.length })
          : texts.notFound)}
      </span>
      {[[texts.previous, '↑', at - 1] as const, [texts.next, '↓', at + 1] as const].map(([name, sign, position]) => (
        <button
          type="button"
          key={sign}
          disabled={found.length < 2}
          onClick={() => show(words, position)}
          aria-label={name}
          title={sign === '↓' ? `${name} (Enter)` : name}
        >
          {sign}
        </button>
      ))}
      <button type="button" onClick={() => void flow.zoomIn()} aria-label={texts.zoomIn} title={texts.zoomIn}>+</button>
      <button type="button" onClick={() => void flow.zoomOut()} aria-label={texts.zoomOut} title={texts.zoomOut}>−</button>
      <button type="button" onClick={() => void flow.fitView()}>{texts.fit}</button>
    </form>
  );
}

/** The place among so many, from the end again before the first. */
function place(position: number, count: number): number {
  return ((position % count) + count) % count;
}
