import { officeNamesOf } from './data';
import { ROLES, texts, whatCameOf } from './texts';
import { ofToday, standingOf } from './today';
import * as clock from './clock';
import { useDesk } from './useDesk';
import { localOf } from './zones';

/** The operator's own contacts of today: without anything of who called. */
export function Today() {
  const [desk, { today, queue, session, bundle, isPractice }] = useDesk();
  const contacts = session ? ofToday({ user: session.operator.id, contacts: today }, session.operator.id, clock.now()) : [];
  if (!contacts.length) return <p>{texts.todayNone}</p>;
  return (
    <div className="desk-today" tabIndex={0} role="group" aria-label={texts.todayTitle}>
      <table>
        <thead><tr>{texts.todayHeads.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
        <tbody>
          {contacts.map((one) => {
            const what = whatCameOf(one);
            const standing = standingOf(one, queue);
            return (
              <tr key={one.id}>
                <td>{localOf(Date.parse(one.startedAt), one.zone).time}{one.channel === 'CHAT' && ` · ${texts.todayChat}`}</td>
                <td>{desk.stateOf(one.state)?.name ?? one.state}</td>
                <td>{[one.role && ROLES[one.role].short, one.script].filter(Boolean).join(': ') || '–'}</td>
                <td>{what}{one.referralKeys && <small> {officeNamesOf(bundle, one.referralKeys).join(', ')}</small>}{one.isLeftUnread && <small className="is-caution"> {texts.leftUnread(one.isHungUp ?? false)}</small>}{one.correctedAs && <small> {texts.todayCorrected[one.correctedAs]}</small>}</td>
                <td className={standing === 'sent' ? '' : 'is-caution'}>{isPractice ? texts.todayPractised : texts.todayStanding[standing]}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="desk-soft">{texts.todayHint}</p>
    </div>
  );
}
