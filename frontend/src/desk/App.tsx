import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Button } from 'react-aria-components';

import { ChatScreen } from './chats/ChatScreen';
import { answerToNumber, asksOfDanger, closingOf, hasSaidNumber, heldBack, isBlank, isAskedBeforeEnd, isCallBackMissing, isConversation, isHandedToEmergency, isLeftUnread, isOver, isTypeOpen, likeliestResult, nodeOf, partId, referralOf, referralToTakeBack, saysNumber, unreadOf, walkOf, wordsOf, wordsSaid } from './call';
import * as clock from './clock';
import { Danger } from './Danger';
import { itemsOf, kindsOf, scriptsOf, type Handover, type Office, type Result, type Role } from './data';
import type { Desk } from './desk';
import { contradictedAnswer } from './deadlines';
import { Dialogs, type DialogName } from './Dialogs';
import { usePlaceZone } from './Facts';
import { Finding, type Reading } from './Finding';
import { Footer } from './Footer';
import { Head } from './Head';
import { openChoice } from './Menu';
import { Messages } from './Messages';
import { NodeView } from './NodeView';
import { useOffices } from './Offices';
import { missingAt, takenPair } from './finding';
import { callableBehind, emergencyOffice, type FirstShown, firstOfKinds, inPlaceOfMissing, isFirstReplaced, isKindMissing, isReachable, kindsNamed, kindsSentTo, type KeyOf, namedFirst, namingOf, nearBeside, officesByKey, officeToRefer, withEmergencyFirst, withSentTo } from './offices';
import { Path } from './Path';
import { Practice } from './Practice';
import { Confirmations, MOST_NUMBERED, numberKey, Presses } from './pressing';
import { Start } from './Start';
import { CONTACT_TYPES, kindsInWords, RESULTS, ROLES, texts } from './texts';
import { DeskContext, useDesk } from './useDesk';
import { holdLetters, useKeys, useKeysOn, type Commands } from './useKeys';

export function App({ desk }: { desk: Desk }) {
  return <DeskContext value={desk}><Screen /></DeskContext>;
}

function Screen() {
  const [desk, { phase, session, call }] = useDesk();
  if (phase === 'loading') return <main className="desk-message" aria-busy="true"><p className="desk-late">{texts.loading}</p></main>;
  if (phase === 'unreachable') {
    return (
      <main className="desk-message">
        <h1>{texts.unreachableTitle}</h1>
        <p>{texts.unreachable}</p>
        <Button className="is-primary" onPress={() => void desk.start({ line: null, area: null })}>{texts.again}</Button>
      </main>
    );
  }
  if (session && !session.states.length && !call) return <main className="desk-message"><h1>{texts.title}</h1><p>{texts.noStates}</p><Messages /></main>;
  return <Views />;
}

/** Whether the last line of something is in sight: neither below the edge nor behind anything. */
function isInSight(shown: Element): boolean {
  const { left, bottom } = shown.getBoundingClientRect();
  return shown.contains(document.elementFromPoint(left + 12, bottom - 12));
}

/** Calls or chats: one of them is on the screen, both go on. */
function Views() {
  const [desk] = useDesk();
  // A page that is loaded again goes on where it was.
  const [isChats, setChats] = useState(desk.chats.state.isOpen);
  return isChats ? <ChatScreen onCalls={() => setChats(false)} /> : <Work onChats={() => setChats(true)} />;
}

function Work({ onChats }: { onChats: () => void }) {
  const [desk, { call, contact, possibleStates, speaksOfDanger, bundle, code, keeping, notice, handovers, last, isPractice, isAssigned }] = useDesk();
  const [areKeysOn, setKeysOn] = useKeysOn();
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const [reading, setReading] = useState<Reading | null>(null);
  const [kind, setKind] = useState<string | null>(null);
  const middle = useRef<HTMLElement>(null);
  /** The call of which it was said that something is not read. */
  const warned = useRef<string | null>(null);
  /** The call of which it was said that no call-back is booked. */
  const noted = useRef<string | null>(null);
  /** The step at whose end it was said that R named an office and nobody was referred to it. */
  const unreferred = useRef<string | null>(null);
  const walked = useMemo(() => call && walkOf(call), [call]);
  const node = call?.pinned && walked ? nodeOf(call.pinned.script, walked.current) : null;
  const isHandedOver = kind === null && isHandedToEmergency(walked, desk.emergencyNumber());
  const wantedKind = kind ?? (isHandedOver ? null : node?.organizationKind) ?? null;
  const pair = useMemo(() => takenPair(bundle, call?.pinned?.script.role), [bundle, call?.pinned?.script.role]);
  const isForMissing = pair !== null && call?.pinned?.script.key === pair.missing.key;
  const ofKind = useOffices(wantedKind ? [wantedKind] : kindsOf(call?.pinned?.script ?? null, bundle), isHandedOver, isForMissing);
  const emergency = desk.stateOf(code)?.emergency ?? null;
  const isDanger = speaksOfDanger || Boolean(call?.isInDanger);
  const callEmergency = useMemo(
    () => emergencyOffice(itemsOf<Office>(bundle, 'OFFICE'), emergency?.dial ?? null, clock.now()), [bundle, emergency?.dial],
  );
  /** The kinds of offices that the words of the way send to, those of the step's words first. */
  const saidKinds = useMemo(() => [...new Set(call?.pinned && walked ? wordsSaid(walked).flatMap(kindsNamed) : [])], [call?.pinned, walked]);
  const hereKinds = useMemo(() => (call?.pinned && walked && node?.kind !== 'QUESTION' ? kindsNamed(wordsOf(walked)) : []), [call?.pinned, walked, node]);
  /** Of these, whom the step sends to: whoever is only named is not referred to by one press. */
  const sentKinds = useMemo(() => (call?.pinned && walked && node ? kindsSentTo(node.kind, wordsOf(walked)) : []), [call?.pinned, walked, node]);
  const ofSaid = useOffices(saidKinds);
  const named = kind === null && !isHandedOver ? namedFirst(wantedKind, [...new Set([...sentKinds, ...hereKinds])], saidKinds, ofKind, ofSaid) : [];
  const found = withSentTo(wantedKind, isHandedOver || kind !== null ? [] : sentKinds, inPlaceOfMissing(wantedKind, named, ofKind, callEmergency), ofSaid);
  const ofTopic = useOffices(kindsOf(call?.pinned?.script ?? null, bundle));
  const nearby = wantedKind && !named.length ? nearBeside(wantedKind, found, ofTopic) : null;
  const missingScript = useMemo(() => missingAt(bundle, call?.pinned?.script, walked?.current ?? null), [bundle, call?.pinned?.script, walked?.current]);
  const isAskedOfDanger = isDanger || call?.pinned?.script.urgency === 'EMERGENCY';
  const number = desk.emergencyNumber();
  // Words speak of danger where there is none, too: only what was said to be danger counts, and a script that begins with asking about it.
  const isEmergencyFirst = callEmergency !== null && Boolean(call?.isInDanger || (
    call?.pinned && walked && asksOfDanger(call.pinned.script, number) && (!call.answers.length || saysNumber(walked, number))
  ));
  const isEmergencyOpen = isEmergencyFirst && !call?.referrals.some(({ key }) => key === callEmergency.office.key);
  /** In an emergency that has named it, or whose script asks about danger, it stays in sight where no other kind of office is wanted; R refers to what fits. */
  const isEmergencyShown = isEmergencyFirst || (call?.pinned?.script.urgency === 'EMERGENCY' && wantedKind === null && walked !== null && (hasSaidNumber(walked, number) || asksOfDanger(call.pinned.script, number)));
  /** Until danger was asked about, and while they are in it, the emergency number comes before every other office. */
  const offices = withEmergencyFirst(isEmergencyShown ? callEmergency : null, found);
  const listed = isEmergencyFirst ? offices : found;
  /** What is near comes right behind the first, which is far: N refers to it. */
  const behind = nearby ? listed.findIndex(({ office }) => office.key === found[0]?.office.key) + 1 : 0;
  const referable = nearby ? listed.toSpliced(behind, 0, nearby) : listed;

  /** The contact of which the operator wants to note the hour. */
  const [hourOf, setHourOf] = useState<number | null>(null);
  const { zone } = usePlaceZone(call);
  const presses = useRef(new Presses());
  /** Offices that nobody can reach, of which that was said before somebody is referred to them. */
  const confirmed = useRef(new Confirmations());
  useEffect(() => {
    setReading(null);
    setKind(null);
  }, [contact]);

  const toMiddle = useCallback(() => middle.current?.focus({ preventScroll: true }), []);
  useEffect(toMiddle, [toMiddle]);
  // The next contact begins at its top, where it says in which state it is counted.
  useEffect(() => {
    middle.current?.scrollTo(0, 0);
  }, [contact]);
  /** What a field has is selected, so that typing puts something else in its place. */
  const focusOn = (selector: string): void => {
    const found = document.querySelector<HTMLElement>(selector);
    found?.focus();
    if (found instanceof HTMLInputElement) found.select();
  };

  const isRunning = Boolean(call?.pinned && walked);
  /** What the step offers, as it is shown there: the first office, and the one that can be called where that has no telephone. */
  const stepOffices = node?.organizationKind && wantedKind === node.organizationKind
    ? [found[0], callableBehind(found)].flatMap((near) => near?.office ?? [])
    : [];
  /** The step that leads to no office at which R was pressed: it has named what fits, and refers to it when it is pressed again. */
  const [offered, setOffered] = useState<string | null>(null);
  const stepId = `${contact} ${call?.answers.length ?? 0} ${walked?.current ?? ''}`;
  const first = officeToRefer(null, referable, []);
  const shownFirst = useRef<FirstShown>({ content: null, where: '', key: null });
  useEffect(() => {
    const now = { content: bundle, where: [stepId, code, call?.municipality, wantedKind].join(), key: first?.key ?? null };
    if (call && first && isFirstReplaced(shownFirst.current, now)) desk.say(texts.firstOfficeReplaced(first.name));
    shownFirst.current = now;
  }, [bundle, stepId, code, call?.municipality, wantedKind, first?.key]);
  /** The office to which R has referred last, and the step at which it did. */
  const [referred, setReferred] = useState<{ step: string; key: string } | null>(null);
  const here = referred?.step === stepId ? referred.key : null;
  /** Whether the step, which leads to no kind of office, sends to the first by its words. */
  const isSent = named[0] !== undefined && sentKinds.includes(named[0].office.organizationKind ?? '');
  /** Whether R refers to the first office. */
  const isReferral = !isRunning || wantedKind !== null || isSent || isHandedOver || isEmergencyOpen || offered === stepId || here !== null;
  const byKey = officesByKey(reading, isReferral ? referable : [], (call?.referrals ?? []).map(({ key }) => key), here);
  const keyOf: KeyOf = ({ key }) => (byKey.R?.key === key ? 'R' : byKey.N?.key === key ? 'N' : null);
  const scripts = call?.role && !isRunning ? scriptsOf(bundle, call.role) : [];

  const takeRole = (role: Role): void => {
    if (!call) desk.begin('CITIZEN');
    else if (!isConversation(call.contactType)) desk.act({ type: 'contact', contactType: 'CITIZEN' });
    desk.act({ type: 'role', role });
    if (isRunning) desk.say(texts.roleSaid(ROLES[role].name));
    toMiddle();
  };
  const waitForReading = (): void => {
    desk.say(texts.readFirst);
    focusOn('.desk-must-head > button');
  };
  const answer = (place: number): void => {
    if (!call || !walked || !node) return;
    const option = node.options[place];
    if (!option) {
      if (!missingScript || place !== node.options.length) return toMiddle();
      // It is an answer as the others are: what must be read is read before it.
      if (unreadOf(call, walked, number).length && !isOver(call)) return waitForReading();
      desk.takeScript(missingScript, true);
      return toMiddle();
    }
    const held = heldBack(call, walked, option.key, number);
    if (held === 'WAITS') return waitForReading();
    if (held === 'DANGER') noteDanger();
    desk.act({ type: 'answer', answer: { node: node.key, option: option.key } });
    setKind(null);
    toMiddle();
  };
  const takeContactType = (contactType: keyof typeof CONTACT_TYPES): void => {
    if (call) desk.act({ type: 'contact', contactType });
    else desk.begin(contactType);
    toMiddle();
  };
  const otherScript = (): void => {
    desk.leaveScript();
    toMiddle();
  };
  const markRead = (): void => {
    if (call && walked && isOver(call)) return desk.say(texts.tooLateToRead);
    const next = call && walked ? unreadOf(call, walked, number)[0] : undefined;
    if (!call || !walked || next === undefined) return;
    const closing = closingOf(call, walked).some((part) => partId(part) === next) ? document.querySelector('.desk-must.is-closing') : null;
    // By a key, what is below the edge is shown before it is marked.
    if (closing && !isInSight(closing)) {
      closing.scrollIntoView({ block: 'nearest' });
      return desk.say(texts.readFirst);
    }
    // One at a time: each is read out before the next one is marked.
    desk.act({ type: 'read', parts: [next] });
    toMiddle();
  };
  const back = (): void => {
    if (!call) return;
    if (call.pinned && !call.answers.length) desk.say(texts.firstQuestion);
    else if (call.pinned) desk.act({ type: 'back' });
    else if (call.role) desk.act({ type: 'role', role: null });
    toMiddle();
  };
  const backTo = (place: number): void => {
    for (let steps = (walked?.path.length ?? 0) - place; steps > 0; steps--) desk.act({ type: 'back' });
    toMiddle();
  };
  /**
   * Refers to an office, by whichever key or button: to one that nobody can reach only when that is asked for once more, after it was said.
   *
   * Returns:
   *   whether it has referred.
   */
  const referTo = (office: Office): boolean => {
    if (!isReachable(office) && !confirmed.current.isConfirmed(`${stepId} ${office.key}`, performance.now())) {
      desk.say(texts.referralUnreachable(office.name));
      return false;
    }
    if (!call) desk.begin('CITIZEN');
    desk.act({ type: 'refer', referral: referralOf(office) });
    return true;
  };
  /** The contact of which R was pressed before the offices were there. */
  const isReferralAwaited = useRef<number | null>(null);
  const refer = (): void => {
    if (!call && reading?.kind !== 'OFFICE') return;
    if (!bundle) {
      isReferralAwaited.current = contact;
      return;
    }
    const office = byKey.R;
    if (!office && reading?.kind !== 'OFFICE' && !isReferral) return offerReferral();
    if (!presses.current.take('r', performance.now())) {
      // The first press only named an office, which nobody can have read yet.
      if (office && offered === stepId && !call?.referrals.some(({ key }) => key === office.key)) desk.say(texts.referralUnread(office.name));
      return;
    }
    if (office) {
      if (referTo(office)) setReferred({ step: stepId, key: office.key });
    } else {
      const name = nameReferred();
      if (name) desk.say(texts.referredHere(name, byKey.N !== null));
    }
  };
  /** Takes the last referral back: R refers to the first again. */
  const takeReferralBack = (): void => {
    if (!call || !presses.current.take('z', performance.now())) return;
    const last = referralToTakeBack(call, callEmergency?.office.key ?? null);
    if (!last) return desk.say(call.referrals.length ? texts.dangerAlready(number) : texts.noReferralToTakeBack);
    desk.act({ type: 'unrefer', key: last.key });
    setReferred(null);
    desk.say(texts.referralTakenBack(last.name));
  };
  /** To which of the offices in sight they are referred already. */
  const nameReferred = (): string | undefined => {
    const shown = reading ? [reading.key] : [here, ...offices.map(({ office }) => office.key)];
    return shown.flatMap((one) => call?.referrals.find(({ key }) => key === one) ?? [])[0]?.name;
  };
  const referNext = (): void => {
    if (!call || reading || !isReferral || !presses.current.take('n', performance.now())) return;
    if (byKey.N) referTo(byKey.N);
    else desk.say(texts.noOtherOffice);
  };
  /** Names the first office of the script's topic, which R then refers to. */
  const offerReferral = (): void => {
    const office = officeToRefer(reading, referable, (call?.referrals ?? []).map(({ key }) => key));
    if (!office) {
      const name = nameReferred();
      return desk.say(name ? texts.referredHere(name, false) : texts.noReferral);
    }
    presses.current.take('r', performance.now());
    setOffered(stepId);
    const { where, unreached, isAnyNamed } = namingOf(office, hereKinds, named);
    desk.say(texts.referralOffered(office.name, where, kindsInWords(unreached), isAnyNamed));
  };
  useEffect(() => {
    if (bundle && isReferralAwaited.current === contact) refer();
    if (bundle) isReferralAwaited.current = null;
  }, [bundle]);
  const noteDanger = (): void => {
    desk.act({ type: 'danger', isInDanger: true });
    if (callEmergency) desk.act({ type: 'refer', referral: referralOf(callEmergency.office) });
  };
  const declareDanger = (): void => {
    if (!call) desk.begin('CITIZEN');
    if (!call?.isInDanger) {
      noteDanger();
      return desk.answerDanger();
    }
    desk.say(texts.dangerAlready(number));
  };
  /** Takes it back: by a key of its own, so that the key of an emergency never ends one. */
  const declareSafe = (): void => {
    if (!call) return;
    desk.act({ type: 'danger', isInDanger: false });
    desk.heardOfDanger(false);
    // They were not in danger: that they are is no answer.
    const answered = call.pinned && answerToNumber(call.pinned.script, call.pinned.script.start, number);
    if (answered && call.answers.length === 1 && call.answers[0]!.option === answered.option) desk.act({ type: 'back' });
    if (callEmergency) desk.act({ type: 'unrefer', key: callEmergency.office.key });
  };
  /** Lets go of a contact that nobody called for: it is not counted. */
  const discard = (): void => {
    desk.act({ type: 'discard' });
    desk.say(texts.discarded);
    window.setTimeout(toMiddle);
  };
  /** Ends the call; where R has named an office and nobody was referred to it, that is said once; where its script has not come to an end, or they are in danger, that is asked about first. */
  const askToFinish = (): void => {
    const left = byKey.R;
    if (left && call && offered === stepId && !call.referrals.length && unreferred.current !== stepId) {
      unreferred.current = stepId;
      return desk.say(texts.offeredNotReferred(left.name));
    }
    if (call && isAskedBeforeEnd(call)) setDialog('finish');
    else finish();
  };
  const closeDialog = (): void => {
    setDialog(null);
    window.setTimeout(toMiddle);
  };
  /** Leaves practice; where a call is open, that is asked about first. */
  const askToLeavePractice = (): void => {
    if (call) setDialog('leavePractice');
    else desk.leavePractice();
  };
  const finish = (): void => {
    // As it is by now: its result may have been chosen just before.
    const { call } = desk.state;
    if (!call) return;
    if (isLeftUnread(call) && warned.current !== call.id) {
      warned.current = call.id;
      holdLetters();
      desk.say(texts.unreadAtEnd);
      return focusOn('.desk-must-head > button');
    }
    if (isCallBackMissing(call) && noted.current !== call.id) {
      noted.current = call.id;
      desk.say(texts.callBackMissing);
      return setDialog('callBack');
    }
    const missing = desk.finish();
    if (missing) {
      holdLetters();
      desk.say(missing === 'office' ? texts.officeMissing : texts.resultMissing);
      if (missing === 'office') return focusOn('.desk-office > button');
      // What is typed now chooses a result or nothing: the next call has not begun. After the dialog, or the list itself, has given the focus back.
      return void window.setTimeout(() => {
        ending.current = call.id;
        openChoice('desk-result', Object.keys(RESULTS).indexOf(likeliestResult(call)));
      });
    }
    window.setTimeout(toMiddle);
  };

  /** The call whose end asked for its result: it is registered with that. */
  const ending = useRef<string | null>(null);
  const chooseResult = (result: Result): void => {
    desk.act({ type: 'result', result });
    if (ending.current === call?.id) window.setTimeout(finish);
  };
  const leaveResult = (): void => {
    ending.current = null;
    toMiddle();
  };

  /** Opens the field of the hour, which not every call has. */
  const noteHour = (): void => {
    flushSync(() => setHourOf(contact));
    focusOn('#desk-hour');
  };

  /** Leads to the field of what they are summoned to, where a deadline is counted back from it. */
  const noteAppointment = (): void => (document.querySelector('#desk-appointment') ? focusOn('#desk-appointment') : desk.say(texts.keyNothing('F')));

  const contradicted = call?.pinned && walked && contradictedAnswer(call.pinned.script.nodes, walked.path, call.eventAt, clock.now(), zone);

  const commands: Commands = {
    '?': () => setDialog('keys'),
    '/': () => focusOn('#desk-search'),
    m: () => focusOn('.desk-place input'),
    r: refer,
    n: referNext,
    o: () => openChoice('desk-state'),
    j: () => setDialog('today'),
    ...(isPractice ? {} : { y: () => setDialog('callBacks') }),
    i: () => focusOn('.desk-offices [data-office][tabindex="0"]'),
    backspace: back,
    f4: isPractice ? () => desk.say(texts.noChatsInPractice) : onChats,
    f1: () => {
      if (dialog) closeDialog();
      declareDanger();
    },
    ...(isPractice ? { f8: askToLeavePractice } : {}),
    f2: () => {
      if (isPractice) return desk.say(texts.noChatsInPractice);
      if (desk.chats.takeNext()) onChats();
    },
  };
  for (const [role, { key }] of Object.entries(ROLES)) commands[key.toLowerCase()] = () => takeRole(role as Role);
  if (!call && last) commands.z = () => setDialog('correction');
  const takeOver = (handover: Handover): void => void desk.accept(handover).then(toMiddle);
  const [handover] = handovers;
  // Alt T as at chats, too.
  if (!call && handover) {
    commands.a = commands['alt+t'] = () => takeOver(handover);
    commands.u = () => desk.chats.mute(!desk.chats.state.isMuted);
  }
  if (!call && !isPractice && isAssigned) commands.w = () => void desk.practise();
  if (call) {
    Object.assign(commands, {
      f9: askToFinish, x: () => setDialog('report'), e: () => openChoice('desk-result'),
      c: () => setDialog('callBack'), p: () => setDialog('handOver'), z: takeReferralBack,
    } satisfies Commands);
    if (isBlank(call)) commands.b = discard;
    if (call.isInDanger) commands.k = declareSafe;
  }
  if (isRunning) {
    Object.assign(commands, {
      l: markRead, h: noteHour, f: noteAppointment, s: () => setDialog('summary'),
      g: otherScript,
      q: () => contradicted && backTo(contradicted.place),
    } satisfies Commands);
  }
  for (let place = 0; place < MOST_NUMBERED; place++) {
    const key = numberKey(place)!;
    if (isRunning) commands[key] = () => answer(place);
    else if (scripts.length) {
      commands[key] = () => {
        const script = scripts[place];
        if (script) desk.takeScript(script);
        toMiddle();
      };
    }
  }
  if (!isRunning && !call?.role && possibleStates.length) {
    possibleStates.forEach((one, place) => {
      commands[place + 1] = () => {
        desk.chooseState(one);
        toMiddle();
      };
    });
  } else if (!isRunning && !call?.role && (!call || isTypeOpen(call))) {
    for (const [contactType, { key }] of Object.entries(CONTACT_TYPES)) commands[key] = () => takeContactType(contactType as keyof typeof CONTACT_TYPES);
  }
  useKeys(commands, areKeysOn, { onNothing: (key, isCovered) => desk.say((isCovered ? texts.keyCovered : texts.keyNothing)(key)), onWord: () => desk.say(texts.wordTyped), overDialogs: ['f1'] });

  const head = call && isAskedOfDanger && <Danger number={number} isInDanger={call.isInDanger} isSilent={call.contactType === 'SILENT'} isSaid={walked !== null && hasSaidNumber(walked, number)} onDanger={call.isInDanger ? declareSafe : declareDanger} />;

  return (
    <div
      className={isPractice ? 'desk is-practice' : 'desk'}
      data-keeping={keeping}
      data-content={bundle ? 'here' : 'awaited'}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        if (event.target === middle.current) setReading(null);
        toMiddle();
      }}
    >
      {isPractice && <Practice onLeave={askToLeavePractice} />}
      <Head onRole={takeRole} onDialog={setDialog} isInDanger={isDanger} onView={onChats} />
      <Messages onChats={onChats} onHandover={takeOver} handoverKey="A" />
      <div className="desk-body">
        {call?.pinned && walked && <Path call={call} walked={walked} onBackTo={backTo} />}
        <main className="desk-middle" ref={middle} tabIndex={-1} aria-labelledby="desk-middle-title" aria-describedby="desk-said">
          {call?.pinned && walked
            ? <NodeView call={call} walked={walked} node={node} offices={found} named={named} sentTo={wantedKind === null ? hereKinds.filter((one) => isKindMissing(ofSaid, one)) : []} nearby={nearby} missing={missingScript} isForMissing={isForMissing} number={number} head={head} isHourAsked={hourOf === contact} onAnswer={answer} onRead={markRead} onBack={back} onBackTo={backTo} onOther={otherScript} onDone={toMiddle} keyOf={keyOf} onRefer={referTo} />
            : <Start head={head} onContactType={takeContactType} onRole={takeRole} onDone={toMiddle} />}
        </main>
        <Finding key={contact} offices={offices} kind={wantedKind} keyOf={keyOf} reading={reading} onRead={setReading} onKind={setKind} onRefer={referTo} onDone={toMiddle} onDanger={(speaks) => desk.heardOfDanger(speaks)} onEmergency={declareDanger} />
      </div>
      <p className="desk-notice" role="status">{notice}</p>
      <Footer walked={walked} onFinish={askToFinish} onResult={chooseResult} onDialog={setDialog} onDone={leaveResult} onDanger={isAskedOfDanger ? null : declareDanger} onDiscard={discard} />
      <Dialogs
        name={dialog}
        reading={reading}
        offered={stepOffices}
        named={firstOfKinds(saidKinds, ofSaid).map(({ office }) => office)}
        areKeysOn={areKeysOn}
        onKeysOn={setKeysOn}
        onFinish={finish}
        onClose={closeDialog}
      />
    </div>
  );
}
