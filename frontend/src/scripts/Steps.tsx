import { useRef, useState } from 'react';

import type { PlayerTexts, ScriptNode } from './data';
import { hasWords } from './find';

/** All nodes, found by their words: one goes to each by the answers that lead there. */
export function Steps({ nodes, current, isReachable, texts, onGo }: {
  nodes: readonly ScriptNode[];
  current: string | null;
  isReachable: (key: string) => boolean;
  texts: PlayerTexts;
  onGo: (key: string) => void;
}) {
  const [words, setWords] = useState('');
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDetailsElement>(null);
  const found = isOpen ? nodes.filter((node) => hasWords(node, words.trim())) : [];
  return (
    <details className="player-steps" ref={box} open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{texts.goTo}</summary>
      <input type="search" value={words} aria-label={texts.search} placeholder={texts.search} onChange={({ target }) => setWords(target.value)} />
      <p className="player-none" role="status">{isOpen && !found.length && texts.notFound}</p>
      <ol>
        {found.map((node) => {
          const canGo = isReachable(node.key);
          return (
            <li key={node.id || node.number}>
              <button
                type="button"
                disabled={!canGo}
                aria-current={node.key === current ? 'step' : undefined}
                onClick={() => {
                  setOpen(false);
                  onGo(node.key);
                }}
              >
                <span className="player-which">
                  <b>{node.number}</b> {[node.kindLabel, node.organization, node.owner].filter(Boolean).join(' · ')}
                </span>
                <span>{node.text.plain || '…'}</span>
                {!canGo && <em>{texts.noWay}</em>}
              </button>
            </li>
          );
        })}
      </ol>
    </details>
  );
}
