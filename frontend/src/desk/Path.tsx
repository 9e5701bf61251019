import { Button } from 'react-aria-components';

import { isOver, leftUnreadOf, partId, partsOf, type Call, type CallWalk } from './call';
import * as clock from './clock';
import { appointmentInWords, hourInWords } from './deadlines';
import { usePlaceZone } from './Facts';
import { PARTS, texts } from './texts';

/** The way so far, and what was read out on it. */
export function Path({ call, walked, onBackTo }: { call: Call; walked: CallWalk; onBackTo: (place: number) => void }) {
  const said = call.pinned ? [...partsOf(call.pinned.script, false), ...partsOf(call.pinned.script, true)] : [];
  const read = walked.warnings.length + said.length;
  const unread = isOver(call) ? texts.leftUnread(call.hasHungUp) : texts.notRead;
  const { zone, isOwn } = usePlaceZone(call);
  const words = new Map(walked.texts.map((turn) => [turn.node, turn.text?.plainText ?? '']));
  return (
    <nav className="desk-path" aria-labelledby="desk-path-title" tabIndex={0}>
      <h2 id="desk-path-title">{texts.path}</h2>
      <p className="desk-soft">{call.pinned?.script.title}</p>
      {call.eventAt !== null && <p className="desk-soft">{texts.hour}: {hourInWords(call.eventAt, clock.now(), zone)}</p>}
      {call.appointment && <p className="desk-soft">{texts.appointment}: {appointmentInWords(call.appointment, clock.now(), zone, isOwn)}</p>}
      {walked.path.length === 0 && <p className="desk-soft">{texts.pathEmpty}</p>}
      <ol>
        {walked.texts.slice(0, -1).map((turn, place) => (
          <li key={turn.node}>
            <Button className="is-quiet" onPress={() => onBackTo(place)}>
              <span className="desk-soft">{turn.text?.plainText}</span>
              <b>{turn.answer}</b>
            </Button>
          </li>
        ))}
      </ol>
      {read > 0 && (
        <>
          <h3>{texts.mustRead}</h3>
          {isOver(call) && leftUnreadOf(call).length > 0 && <p className="is-caution">{texts.leftUnread(call.hasHungUp)}</p>}
          <ul className="desk-read">
            {said.map((part) => (
              <Read unread={unread} key={part.id} isRead={call.read.includes(partId(part))} words={PARTS[part.key ?? ''] ?? part.text.plainText} />
            ))}
            {walked.warnings.map((key) => <Read unread={unread} key={key} isRead={call.read.includes(key)} words={words.get(key) ?? ''} />)}
          </ul>
        </>
      )}
    </nav>
  );
}

function Read({ isRead, unread, words }: { isRead: boolean; unread: string; words: string }) {
  return <li><span aria-hidden="true">{isRead ? '☑' : '☐'}</span> <span className="desk-unseen">{isRead ? texts.wasRead : unread}</span> {words}</li>;
}
