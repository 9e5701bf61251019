import { inUsted } from '../voices/usted';
import { filled, type Deadline, type PlayerTexts } from './data';

/** As the topic's page has them; said aloud, in “usted”. */
export function Deadlines({ ids, deadlines, isSaid, texts }: {
  ids: readonly string[];
  deadlines: Record<string, Deadline>;
  isSaid: boolean;
  texts: PlayerTexts;
}) {
  return (
    <section className="player-deadlines" aria-labelledby="player-deadlines-title">
      <h2 id="player-deadlines-title">{texts.deadlines}</h2>
      <ul>
        {ids.map((id) => {
          const found = deadlines[id];
          if (!found) return <li key={id} className="script-problem">{texts.deadlineGone}</li>;
          const said = (words: string): string => (isSaid ? inUsted(words, found.locale) : words);
          return (
            <li key={id}>
              <b>{found.amount}</b>{found.event && `, ${found.countsBack ? said(found.event) : filled(texts.from, { event: said(found.event) })}`}
              {found.text && <p>{said(found.text)}</p>}
              {found.caution && <p className="player-caution">{found.caution}</p>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
