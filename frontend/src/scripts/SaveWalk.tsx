import { useEffect, useRef, useState } from 'react';

import type { Answer } from '../walker/walk';
import { filled, type PlayerTexts, type TestWalk } from './data';
import { tellForm } from './page';

const LONGEST_NAME = 200;

/** Hands the present run, by a name, to the page on which the script is edited, and says once it is there. */
export function SaveWalk({ answers, end, suggested, walks, texts }: {
  answers: readonly Answer[];
  /** The key of the node at which the run ends; `null`: it has not come to an end. */
  end: string | null;
  suggested: string;
  walks: readonly TestWalk[];
  texts: PlayerTexts;
}) {
  const inOrder = answers.map(({ node, option }) => `${node}.${option}`).join(' ');
  const earlier = walks.find((one) => one.answers === inOrder && one.end === end)?.name ?? '';
  const [name, setName] = useState((earlier || suggested).slice(0, LONGEST_NAME));
  const [saved, setSaved] = useState(earlier);
  const state = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (saved && saved !== earlier) state.current?.scrollIntoView({ block: 'nearest' });
  }, [saved, earlier]);
  useEffect(() => {
    const onMessage = ({ data, origin }: MessageEvent): void => {
      if (origin === window.location.origin && data?.type === 'script-walk-kept') setSaved(data.name);
    };
    window.addEventListener('message', onMessage);
    return () => window.removeEventListener('message', onMessage);
  }, []);

  const isPossible = answers.length > 0 && end !== null;
  return (
    <form
      className={isPossible ? 'player-save is-possible' : 'player-save'}
      onSubmit={(event) => {
        event.preventDefault();
        tellForm({ type: 'script-walk', name: name.trim(), answers, end });
      }}
    >
      {isPossible && (
        <label>
          {texts.walkName}
          <input value={name} required pattern=".*\S.*" maxLength={LONGEST_NAME} onChange={({ target }) => setName(target.value)} onFocus={({ target }) => target.select()} />
        </label>
      )}
      <button disabled={!isPossible} aria-describedby="player-save-state">{saved && saved !== name.trim() ? texts.rename : texts.save}</button>
      <span id="player-save-state" role="status" ref={state}>
        {isPossible ? saved && filled(texts.saved, { name: saved }) : texts.notYet}
      </span>
    </form>
  );
}
