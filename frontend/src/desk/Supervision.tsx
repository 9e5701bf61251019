import { useEffect, useState } from 'react';

import type { PresenceState, Role } from './data';
import { PRESENCES, ROLES, texts } from './texts';
import { useDesk } from './useDesk';
import { callInWords } from './when';
import { HOME_ZONE } from './zones';

interface Answer {
  operators: { id: number; name: string; state: PresenceState; since: string; tenant: string; callSeconds: number | null }[];
  callBacks: { id: string; tenant: string; windowStartsAt: string; windowEndsAt: string; attempts: number; role: Role | null; topicKey: string | null; isOverdue: boolean; isInDanger: boolean }[];
}

/** Who is on a call, and which call-backs are due. */
export function Supervision() {
  const [desk, { session, bundle }] = useDesk();
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    const load = (): void => void desk.ask<Answer>('supervision').then((found) => found && setAnswer(found));
    load();
    const timer = window.setInterval(load, 10_000);
    return () => window.clearInterval(timer);
  }, [desk]);
  if (!answer) return <p className="desk-late">{texts.loading}</p>;
  return (
    <>
      {session?.states.some(({ channels }) => channels.includes('CHAT')) && <p className="desk-soft">{texts.chatsOnBoard}</p>}
      <table className="desk-table">
        <caption>{texts.operators}</caption>
        <thead><tr><th scope="col">{texts.name}</th><th scope="col">{texts.state}</th><th scope="col">{texts.does}</th><th scope="col">{texts.minutes}</th></tr></thead>
        <tbody>
          {answer.operators.map((one) => (
            <tr key={one.id}><th scope="row">{one.name}</th><td>{one.tenant}</td><td>{PRESENCES[one.state]}</td><td>{one.callSeconds === null ? '' : Math.floor(one.callSeconds / 60)}</td></tr>
          ))}
        </tbody>
      </table>
      <table className="desk-table">
        <caption>{texts.callBacks}</caption>
        <thead><tr><th scope="col">{texts.state}</th><th scope="col">{texts.hour}</th><th scope="col">{texts.about}</th><th scope="col">{texts.attemptsTitle}</th></tr></thead>
        <tbody>
          {answer.callBacks.map((one) => (
            <tr key={one.id}>
              <td>{one.tenant}</td>
              <td>{callInWords({ startsAt: one.windowStartsAt, endsAt: one.windowEndsAt }, desk.stateOf(one.tenant)?.timeZone ?? HOME_ZONE)} {one.isOverdue && <b className="is-danger">{texts.overdue}</b>} {one.isInDanger && <b className="is-danger">▲ {texts.inDanger}</b>}</td>
              <td>{[one.role && ROLES[one.role].short, one.topicKey && bundle?.items.get(one.topicKey)?.title].filter(Boolean).join(', ')}</td>
              <td>{one.attempts}</td>
            </tr>
          ))}
          {!answer.callBacks.length && <tr><td colSpan={4}>{texts.noCallBacks}</td></tr>}
        </tbody>
      </table>
    </>
  );
}
