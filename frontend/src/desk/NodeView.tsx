import { useEffect, useMemo, useRef } from 'react';
import { Button } from 'react-aria-components';

import { closingOf, isHandedToEmergency, isOver, notesIn, partId, partsOf, placeOfHandOver, unreadOf, type Call, type CallWalk } from './call';
import { itemsOf, kindsOf, type Office, type Script, type ScriptNode } from './data';
import { numberKey } from './pressing';
import * as clock from './clock';
import { siteInWords } from './dictating';
import { againstAnswer, contradictedAnswer } from './deadlines';
import { Facts, usePlaceZone } from './Facts';
import { KindMissing, Lines, nearOf, OfficeCard, PhoneNumber } from './Offices';
import { callableBehind, distanceInWords, isFederal, isKindMissing, isOpenUnknown, isReachable, kindsReferredTo, linesNamed, onTheWeb, saysHours, ownBehindNational, type KeyOf, type OfficeNear } from './offices';
import { kindsInWords, OFFICE_KINDS, texts } from './texts';
import { useContact } from './useDesk';
import { Words } from './Words';
import { wordsOfOption } from '../walker/walk';

/** One step of the script: what is said, what must be read, and the answers. */
export function NodeView({ call, walked, node, offices, named, sentTo, nearby, missing, isForMissing, head, number, isHourAsked, onAnswer, onRead, onBack, onBackTo, onOther, onDone, onRefer, keyOf }: {
  call: Call;
  walked: CallWalk;
  node: ScriptNode | null;
  offices: readonly OfficeNear[];
  /** Those that come first because the words send there. */
  named: readonly OfficeNear[];
  /** Kinds to which the words of a step without one send, of which the directory has none. */
  sentTo: readonly string[];
  /** One of the same topic that is within reach, where those of the step are not. */
  nearby: OfficeNear | null;
  /** The script of who is missing, where the step opens that of who was arrested: whoever does not know who took somebody goes on there. */
  missing: Script | null;
  /** Somebody is missing, so that where they are is what nobody knows. */
  isForMissing: boolean;
  /** The state's emergency number. */
  number: string;
  /** The operator wants to note the hour. */
  isHourAsked: boolean;
  /** What stands before all that is said. */
  head: React.ReactNode;
  onAnswer: (place: number) => void;
  onRead: () => void;
  onBack: () => void;
  /** Leads back to the question after so many answers. */
  onBackTo: (place: number) => void;
  onOther: () => void;
  onDone: () => void;
  onRefer: (office: Office) => void;
  keyOf: KeyOf;
}) {
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    top.current?.closest('main')?.scrollTo(0, 0);
  }, [walked.current]);
  const { zone, isOwn } = usePlaceZone(call);
  const [desk, { bundle, code }] = useContact();
  const turn = walked.texts.at(-1);
  const unread = unreadOf(call, walked, number);
  const unreadParts = call.pinned ? partsOf(call.pinned.script, false).filter((part) => unread.includes(partId(part))) : [];
  const notes = call.pinned ? notesIn(call.pinned.script) : [];
  /** They were read where the call began. */
  const ownWords = notes.length > 0 && !call.answers.length && <Own notes={notes} />;
  /** They stand behind the first of what must be read, also once that was. */
  const ownAt = call.pinned && unreadParts[0] === partsOf(call.pinned.script, false)[0] ? 1 : 0;
  const closing = closingOf(call, walked);
  const isWarning = node?.kind === 'WARNING';
  const isHandedOver = isHandedToEmergency(walked, number);
  /** At a hand-over to the emergency number no office is looked for: its own is the only one. */
  const kind = isHandedOver ? null : (node?.organizationKind ?? null);
  /** R refers to the nation’s, then: it is said why. */
  const own = kind ? ownBehindNational(offices, kind) : null;
  /** The first has no telephone: which one can be called is shown, too. */
  const callable = kind ? callableBehind(offices) : null;
  const against = call.pinned && contradictedAnswer(call.pinned.script.nodes, walked.path, call.eventAt, clock.now(), zone, isOwn);
  /** What the words name that is on the web. */
  const onWeb = useMemo(
    () => onTheWeb(turn?.text?.plainText ?? '', [...offices.map(({ office }) => office), ...itemsOf<Office>(bundle, 'OFFICE')]), [bundle, offices, turn?.text],
  );
  /** What they call by the name of a line, as the step was opened: one that is read aloud is not replaced by another. */
  const lines = useMemo(() => {
    const places = desk.stateOf(code)?.municipalities ?? [];
    const firstKinds = kind ? [kind] : (kindsOf(call.pinned?.script ?? null, bundle) ?? []);
    return linesNamed(turn?.text?.plainText ?? '', itemsOf<Office>(bundle, 'OFFICE'), nearOf(places, call.municipality), clock.now(), places, firstKinds);
  }, [desk, code, bundle, turn?.text, call.municipality, call.pinned?.script, kind]);
  const isSought = isForMissing || kind === 'SEARCH_COMMISSION';
  /** Where somebody is decides for whoever is in danger, or missing: whoever is put through to an office is not asked for it. */
  const isPlaceAsked = isSought || isHandedOver || call.isInDanger;
  /** Whoever cannot speak is not told to hang up, as the words say, but put through. */
  const put = node && call.pinned ? placeOfHandOver(call.pinned.script, node.key, number) : null;
  const hasAnswers = Boolean(node?.options.length);
  /** Where the call comes to its end, hour and place stand below what is left to do. */
  const isEnd = walked.outcome?.isFinal ?? false;
  const facts = <Facts call={call} walked={walked} isHourAsked={isHourAsked} onDone={onDone} />;
  /** Nobody can be put through to an office that the directory does not have: the desk says so in the place of the script's words. */
  const isNobodyThere = walked.outcome?.kind === 'HANDOFF' && kind !== null && bundle !== null && isKindMissing(offices, kind);
  /** Whoever is in danger needs the emergency number, too; of others, those who can be put through to an office need no line of another place. */
  const areLinesShown = walked.outcome?.kind === 'HANDOFF' && (isPlaceAsked || !offices.some(({ office }) => office.phones.length > 0 && !office.substitution));
  /** The words send to an office of which the list beside them says that there is none: that is said before them. */
  const isSentToNobody = walked.outcome?.kind === 'REFERRAL' && kind !== null && bundle !== null && isKindMissing(offices, kind);
  const instead = offices.find(({ office }) => office.substitution)?.office.name ?? null;
  const said = isNobodyThere ? <div className="desk-said" id="desk-said"><Voice /><p>{texts.handOffMissing(OFFICE_KINDS[kind] ?? kind, instead, offices[0]?.office.phones.some(({ display, dial }) => [display, dial].includes(number)) ? number : null)}</p></div> : <div className="desk-said" id="desk-said">{turn?.text && <Voice />}{missing && <p>{texts.takenByWhomFirst}</p>}{turn?.text ? <Words text={turn.text} /> : <p className="is-danger">{texts.noWords}</p>}</div>;
  /** They are gone once they are put through: what is told last comes before what to do. */
  const isPutThrough = walked.outcome?.kind === 'HANDOFF';
  const closingWords = closing.map((part) => (
    <MustRead key={part.id} isClosing title={isPutThrough ? texts.beforePuttingThrough : texts.beforeHangingUp} isTooLate={isOver(call)} hasHungUp={call.hasHungUp} isRead={!unread.includes(partId(part))} onRead={onRead}><Words text={part.text} /></MustRead>
  ));
  return (
    <section className="desk-card">
      <div ref={top} className="desk-step">
        <h2 id="desk-middle-title">{call.pinned?.script.title} <span className="desk-soft">{texts.step(walked.texts.length)}</span></h2>
        <span className="desk-ways">
          <Button className="is-quiet" onPress={onBack}>← {texts.back} <kbd>Retroceso</kbd></Button>
          <Button className="is-quiet" onPress={onOther}>{texts.otherScript} <kbd>G</kbd></Button>
        </span>
      </div>
      {head}
      {against && (
        <p className="desk-contradicts is-caution" role="alert">
          <b>▲ {texts.answerContradicts(against.label)}</b> {texts.deadlineContradicts(against.sentence)}{' '}
          <Button onPress={() => onBackTo(against.place)}>{texts.changeAnswer} <kbd>Q</kbd></Button>
        </p>
      )}
      {put !== null && <p className="is-caution" role="status"><b className="desk-voice is-own">▸ {texts.isForOperator}.</b> {texts.cannotSpeak(numberKey(put), number)}</p>}
      {unreadParts.length > 0 && (
        <MustRead title={texts.mustReadLeft(unreadParts.length)} isTooLate={isOver(call)} hasHungUp={call.hasHungUp} isRead={false} onRead={onRead}>
          {ownAt === 0 && ownWords}<Parts parts={unreadParts.slice(0, 1)} isNext={unreadParts.length > 1} />{ownAt === 1 && ownWords}<Parts parts={unreadParts.slice(1)} />
        </MustRead>
      )}
      {walked.outcome?.kind === 'HANDOFF' && isPlaceAsked && (
        <div className="desk-first" role="group" aria-label={texts.isForOperator}>
          <p className="desk-voice is-own"><span aria-hidden="true">▸</span> {texts.isForOperator}</p>
          <p><b>{isSought ? texts.handOffFirstMissing : texts.handOffFirst}</b></p>
        </div>
      )}
      {isSentToNobody && <p className="is-caution"><b className="desk-voice is-own">▸ {texts.isForOperator}.</b> {texts.sentToNobody(OFFICE_KINDS[kind] ?? kind, namesOf([...offices.slice(0, 1), ...named]))}</p>}
      {sentTo.length > 0 && bundle !== null && <p className="is-caution"><b className="desk-voice is-own">▸ {texts.isForOperator}.</b> {texts.sentToNobody(kindsInWords(sentTo), namesOf(named))}</p>}
      {isWarning && turn?.text
        ? <MustRead isTooLate={isOver(call)} hasHungUp={call.hasHungUp} isRead={!unread.includes(node.key)} onRead={onRead}><div className="desk-said" id="desk-said"><Voice /><Words text={turn.text} /></div></MustRead>
        : said}
      {onWeb.map((office) => <p key={office.key} className="desk-on-web"><b className="desk-voice is-own">▸ {office.name}.</b> {texts.website} <b>{siteInWords(office.website!)}</b></p>)}
      {lines.map(({ key, name, phones }) => <div key={key} className="desk-on-web"><b className="desk-voice is-own">▸ {name}.</b> <PhoneNumber phone={phones[0]!} /></div>)}
      {node && node.legalReferences.length > 0 && <p className="desk-law">⚖ {node.legalReferences.map(({ text }) => text).join(' · ')}</p>}
      {!isEnd && facts}
      {isPutThrough && closingWords}
      {walked.outcome && (kind || walked.outcome.kind !== 'ANSWER' || walked.outcome.isFinal) && (
        <div className="desk-end" role="group" aria-label={texts.isForOperator}>
          <p className="desk-voice is-own"><span aria-hidden="true">▸</span> {texts.isForOperator}</p>
          {(walked.outcome.kind !== 'ANSWER' || walked.outcome.isFinal) && <p><b>{texts.ends[walked.outcome.kind]}{kind && walked.outcome.kind === 'REFERRAL' ? ` ${kindsInWords(kindsReferredTo(kind, named))}` : ''}</b></p>}
          {walked.outcome.kind === 'HANDOFF' && <p>{isSought ? texts.handOffHowMissing : isPlaceAsked ? texts.handOffHow : texts.handOffHowOffice}</p>}
          {areLinesShown && <Lines isHandedOver={isHandedOver} isForMissing={isForMissing} />}
          {kind && isKindMissing(offices, kind) && <KindMissing kind={kind} offices={offices} />}
          {kind && named[0] && !isKindMissing(offices, kind) && <p className="is-caution">{texts.namedFirst(OFFICE_KINDS[kind] ?? kind, named[0].office.name)}</p>}
          {own && <p className="is-caution">{texts.nationalFirst(own.name)}</p>}
          {kind && offices[0] && isOpenUnknown(offices[0]) && <p className="is-caution">{texts.openUnknown(walked.outcome.kind, saysHours(turn?.text?.plainText ?? ''), offices[0].office.phones.length > 0)}</p>}
          {kind && offices[0] && <OfficeCard near={offices[0]} isReferred={call.referrals.some(({ key }) => key === offices[0]!.office.key)} shortcut={keyOf(offices[0].office)} onRefer={() => onRefer(offices[0]!.office)} />}
          {callable && (
            <>
              <p className="is-caution">{(isReachable(offices[0]!.office) ? texts.callableNext : texts.callableUnreached)(callable.office.name, isFederal(callable.office))}</p>
              <OfficeCard near={callable} isReferred={call.referrals.some(({ key }) => key === callable.office.key)} shortcut={keyOf(callable.office)} onRefer={() => onRefer(callable.office)} />
            </>
          )}
          {kind && nearby && offices[0]?.meters != null && (
            <>
              <p className="is-caution">{texts.nearBeside(distanceInWords(offices[0].meters), nearby.office.name)}</p>
              <OfficeCard near={nearby} isReferred={call.referrals.some(({ key }) => key === nearby.office.key)} shortcut={keyOf(nearby.office)} onRefer={() => onRefer(nearby.office)} />
            </>
          )}
        </div>
      )}
      {!isPutThrough && closingWords}
      {isEnd && facts}
      {node && hasAnswers && (
        <div className={unread.length > 0 && !isOver(call) ? 'desk-answers is-waiting' : 'desk-answers'}>
          <ol className="desk-options">
            {node.options.map((option, place) => {
              const against = againstAnswer(option.label, call.eventAt, clock.now(), zone, isOwn);
              return (
                <li key={option.key}>
                  <Button onPress={() => onAnswer(place)}>
                    {numberKey(place) && <kbd>{numberKey(place)}</kbd>}
                    <span>{wordsOfOption(option, 'PHONE') ?? option.label}{against && <small className="is-caution">{texts.deadlineContradicts(against)}</small>}</span>
                  </Button>
                </li>
              );
            })}
            {missing && (
              <li>
                <Button onPress={() => onAnswer(node.options.length)}>
                  {numberKey(node.options.length) && <kbd>{numberKey(node.options.length)}</kbd>}
                  <span>{texts.notKnownWho}<small>{texts.notKnownWhoGoesOn(missing.title)}</small></span>
                </Button>
              </li>
            )}
          </ol>
        </div>
      )}
      {walked.stop?.reason === 'START_MISSING' && <p className="is-danger">{texts.noWords} <Button onPress={onOther}>{texts.otherScript}</Button></p>}
    </section>
  );
}

/** The names of offices, each once; `null`: of none. */
function namesOf(offices: readonly OfficeNear[]): string | null {
  return [...new Set(offices.map(({ office }) => office.name))].join(' y ') || null;
}

/** Marks words that are said aloud: what is for the operator alone has a mark of its own. */
function Voice() {
  return <p className="desk-voice"><span aria-hidden="true">❝</span> {texts.isSaid}</p>;
}

function Parts({ parts, isNext = false }: { parts: Script['preamble']; isNext?: boolean }) {
  return parts.length > 0 && <ul className={isNext ? 'is-next' : ''}>{parts.map(({ id, text }) => <li key={id}><Words text={text} /></li>)}</ul>;
}

/** What a script tells the operator behind the first of what must be read, whether they can speak: whom somebody hears is asked otherwise from then on. */
function Own({ notes }: { notes: Script['preamble'] }) {
  return (
    <div className="desk-must-own" role="group" aria-label={texts.isForOperator}>
      <p className="desk-voice is-own"><span aria-hidden="true">▸</span> {texts.isForOperator}</p>
      {notes.map(({ id, text }) => <Words key={id} text={text} />)}
    </div>
  );
}

function MustRead({ title = texts.mustRead, isClosing = false, isRead, isTooLate, hasHungUp, onRead, children }: { title?: string; isClosing?: boolean; isRead: boolean; isTooLate: boolean; hasHungUp: boolean; onRead: () => void; children: React.ReactNode }) {
  return (
    <div className={['desk-must', isRead && 'is-read', isClosing && !isRead && !isTooLate && 'is-closing'].filter(Boolean).join(' ')}>
      <div className="desk-must-head">
        <p className="desk-must-title">{isRead ? `☑ ${texts.markRead}` : `▲ ${isTooLate ? texts.leftUnread(hasHungUp) : title}`}</p>
        {!isRead && !isTooLate && <Button onPress={onRead}><kbd>L</kbd> {texts.markRead}</Button>}
      </div>
      {children}
    </div>
  );
}
