import { useMemo } from 'react';

import type { ChartTexts, ScriptData, ScriptNode } from './data';
import { idOf } from './layout';

const LONGEST_NAME = 60;

/** What a node is called where something leads to it: by its words, as its place changes when one is put before it. */
function called({ number, kindLabel, text: { plain } }: ScriptNode): string {
  return `${plain.length > LONGEST_NAME ? `${plain.slice(0, LONGEST_NAME - 1)}…` : plain || kindLabel} (${number})`;
}

/** The chart in words, for the keyboard and for who does not see it. */
export function NodeList({ data, selected, onShow, onEdit }: {
  data: ScriptData<ChartTexts>;
  selected: string | null;
  onShow: (id: string) => void;
  onEdit: (id: string) => void;
}) {
  const { texts } = data;
  const byKey = useMemo(() => {
    const found = new Map<string, ScriptNode>();
    for (const node of data.nodes) if (!found.has(node.key)) found.set(node.key, node);
    return found;
  }, [data]);

  const unwalked = useMemo(() => new Set(data.unwalkedNodes), [data]);

  return (
    <section className="chart-list" aria-labelledby="chart-list-title" tabIndex={0}>
      <h2 id="chart-list-title">{texts.list}</h2>
      <ol>
        {data.nodes.map((node) => {
          const id = idOf(node);
          return (
            <li key={id} id={`node-${id}`} className={id === selected ? 'is-selected' : undefined}>
              <button type="button" className="chart-row" aria-pressed={id === selected} onClick={() => onShow(id)}>
                <span className="chart-what"><b>{node.number}</b> {[node.kindLabel, node.organization, node.owner].filter(Boolean).join(' · ')}</span>
                <span>{node.text.plain || '…'}</span>
              </button>
              {node.problems.map((problem) => <p className="script-problem" key={problem}><b>{texts.problem}:</b> {problem}</p>)}
              {unwalked.has(node.key) && <p className="chart-unwalked">{texts.unwalked}</p>}
              {node.options.length > 0 && (
                <ul>
                  {node.options.map((option, position) => {
                    const next = byKey.get(option.to);
                    return (
                      <li key={position}>
                        {option.label || '…'}
                        {next
                          ? <button type="button" onClick={() => onShow(idOf(next))}>→ {called(next)}</button>
                          : <span className="script-problem">→ {texts.missing}</span>}
                      </li>
                    );
                  })}
                </ul>
              )}
              {node.href && (
                <a
                  href={node.href}
                  onClick={(event) => {
                    if (window.parent === window) return;
                    event.preventDefault();
                    onEdit(id);
                  }}
                >
                  {texts.edit}<span className="script-unseen"> · {node.number}</span>
                </a>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
