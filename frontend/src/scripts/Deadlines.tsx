import { filled, type Deadline, type PlayerTexts } from './data';

export function Deadlines({ ids, deadlines, texts }: {
  ids: readonly string[];
  deadlines: Record<string, Deadline>;
  texts: PlayerTexts;
}) {
  return (
    <section className="player-deadlines" aria-labelledby="player-deadlines-title">
      <h2 id="player-deadlines-title">{texts.deadlines}</h2>
      <ul>
        {ids.map((id) => {
          const found = deadlines[id];
          if (!found) return <li key={id} className="script-problem">{texts.deadlineGone}</li>;
          return (
            <li key={id}>
              <b>{found.amount}</b>{found.event && `, ${filled(texts.from, { event: found.event })}`}
              {found.text && <p>{found.text}</p>}
              {found.caution && <p className="player-caution">{found.caution}</p>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
