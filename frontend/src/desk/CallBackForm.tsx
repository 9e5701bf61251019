import { useEffect, useRef, useState } from 'react';
import { Button, Checkbox, Input, Label, Text, TextField } from 'react-aria-components';

import { resultOf } from './call';
import { isFree, shortCode, stillFree, type CallBackWindow } from './callBacks';
import { texts as chatTexts } from './chats/texts';
import { HourChoice, useWindows } from './HourChoice';
import { groupsOf, phoneIn } from './phones';
import { RELATIONSHIPS, RESULTS, texts } from './texts';
import { Radios } from './ReportForm';
import { useContact, useDesk } from './useDesk';
import { callSaid, firstAfterToday } from './when';
import { HOME_ZONE } from './zones';

/**
 * When and how to call back; the number goes to the server alone, which encrypts it. The hour is the person's: none is chosen before it is asked.
 *
 * Args:
 *   written: what the person wrote with a number in it, to be seen while the form covers it.
 *   isInDanger: as is known apart from the call.
 *   onAsk: asks the person what the form asks, where they write.
 */
export function CallBackForm({ onDone, written = [], isInDanger = false, onAsk }: { onDone: () => void; written?: readonly string[]; isInDanger?: boolean; onAsk?: () => void }) {
  const [desk, { call, code, isReachable }] = useContact();
  // Closed without keeping it, or after a reload, it stands there when it is opened again.
  const [{ unsent: { callBacks } }, { isPractice }] = useDesk();
  const draft = call && callBacks.get(call.id);
  const [phone, setPhone] = useState(draft?.phone ?? '');
  const [isSafe, setSafe] = useState(draft?.isSafe ?? false);
  const [mayLeaveMessage, setMayLeaveMessage] = useState(draft?.mayLeaveMessage ?? false);
  const [relationship, setRelationship] = useState(draft?.relationship ?? 'SELF');
  const [passPhrase, setPassPhrase] = useState(draft?.passPhrase ?? '');
  const [startsAt, setStartsAt] = useState(draft?.startsAt ?? null);
  const id = call?.id;
  useEffect(() => {
    if (id) callBacks.set(id, { phone, isSafe, mayLeaveMessage, relationship, passPhrase, startsAt });
  }, [callBacks, id, phone, isSafe, mayLeaveMessage, relationship, passPhrase, startsAt]);
  /** How often it was tried to keep it; after each what is wrong is shown. */
  const [tries, setTries] = useState(0);
  const isTried = tries > 0;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector('.is-danger')?.scrollIntoView({ block: 'center' });
  }, [tries]);
  const phoneField = useRef<HTMLInputElement>(null);
  const safeField = useRef<HTMLInputElement>(null);
  const windows = useWindows(desk, code, id ? `?contact=${id}` : '');
  useEffect(() => {
    if (Array.isArray(windows)) setStartsAt((chosen) => stillFree(windows, chosen));
  }, [windows]);
  if (!call) return null;
  if (!windows) return <p className="desk-late">{texts.loading}</p>;
  if (windows === 'unknown') return <p className="is-caution">{texts.windowsUnknown}</p>;
  if (!windows.length) return <p className="is-caution">{texts.noHours}</p>;
  if (!windows.some(isFree)) return <p className="is-caution">{texts.noWindows}</p>;
  const digits = phone.replace(/^\+?52(?=(\D*\d){10}$)/, '').replace(/\D/g, '');
  const wrong = digits.length === 10 ? null : texts.phoneWrong(digits.length);
  const zone = desk.stateOf(code)?.timeZone ?? HOME_ZONE;
  const number = desk.emergencyNumber(code);
  const isThreatened = isInDanger || call.isInDanger;
  const free = windows.filter(isFree).map((one) => one.startsAt);
  const notToday = firstAfterToday(free, zone);
  const whenOf = (one: CallBackWindow): string => callSaid(one, zone);
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        setTries(tries + 1);
        if (wrong) return phoneField.current?.focus();
        if (!isSafe) return safeField.current?.focus();
        const chosen = windows.find((one) => one.startsAt === startsAt);
        if (!chosen) return form.current?.querySelector<HTMLElement>('.desk-hours input:enabled')?.focus();
        const body = {
          id: desk.newId(), inquiryId: call.id, state: code, phone: digits, isSafeToContact: isSafe, mayLeaveMessage, relationship, passPhrase, windowStartsAt: chosen.startsAt,
          role: call.role, topicKey: call.pinned?.script.topicKey ?? null, language: call.language, isInDanger: call.isInDanger,
        };
        desk.send('callBack', 'call-backs', body, texts.callBack);
        const before = resultOf(call);
        desk.act({ type: 'callBack', promised: { id: body.id, code: shortCode(body.id), startsAt: chosen.startsAt, endsAt: chosen.endsAt } });
        callBacks.delete(call.id);
        // A chat is asked for its result when it ends.
        const stays = call.chosen !== null && call.chosen !== 'CALL_BACK';
        const result = call.channel === 'CHAT' || before === null || before === 'CALL_BACK' ? '' : stays ? texts.callBackResultStays(RESULTS[before]) : texts.callBackResult(RESULTS[before], RESULTS.CALL_BACK);
        desk.say([isReachable ? texts.callBackKept(whenOf(chosen), isPractice) : texts.willBeSent, texts.readBack(groupsOf(digits).join(' · '), shortCode(body.id)), result].filter(Boolean).join(' '));
        onDone();
      }}
    >
      {written.length > 0 && (
        <div className="desk-written">
          <p className="desk-soft">{texts.wroteNumber}</p>
          {written.map((words, place) => (
            <p key={place}>
              <bdi>{words}</bdi>{' '}
              {phoneIn(words) && <Button onPress={() => setPhone(phoneIn(words)!)}>{texts.useNumber(groupsOf(phoneIn(words)!).join(' · '))}</Button>}
            </p>
          ))}
        </div>
      )}
      {onAsk && <p className="desk-soft">{chatTexts.asksAboutCall} <Button onPress={onAsk}>{chatTexts.askAboutCall}</Button></p>}
      <div className="desk-call-back">
        <div>
          <TextField value={phone} onChange={setPhone} isInvalid={isTried && wrong !== null} autoFocus>
            <Label>{texts.phone}</Label>
            <Input ref={phoneField} inputMode="tel" autoComplete="off" placeholder={texts.phoneExample} />
            {isTried && wrong && <Text slot="errorMessage" className="is-danger">{wrong}</Text>}
          </TextField>
          <Checkbox inputRef={safeField} className="desk-check" isSelected={isSafe} onChange={setSafe}><span className="desk-box" aria-hidden="true" /> {texts.isSafe}</Checkbox>
          {isTried && !isSafe && <p className="is-danger">{texts.notSafe}</p>}
          <Checkbox className="desk-check" isSelected={mayLeaveMessage} onChange={setMayLeaveMessage}><span className="desk-box" aria-hidden="true" /> {texts.mayLeaveMessage}</Checkbox>
          <Radios label={texts.relationship} value={relationship} choices={Object.entries(RELATIONSHIPS).map(([key, name]) => ({ key, name }))} onChange={setRelationship} />
          <TextField value={passPhrase} onChange={setPassPhrase}>
            <Label>{texts.passPhrase}</Label>
            <Input autoComplete="off" maxLength={60} />
          </TextField>
        </div>
        <div className="desk-when">
          {notToday && <p className="desk-contradicts is-caution" role="status"><b>▲ {texts.notToday(notToday)}</b> {isThreatened && texts.notTodayInDanger(number)}</p>}
          {isTried && !startsAt && <p className="is-danger">{texts.noHourChosen}</p>}
          <HourChoice windows={windows} startsAt={startsAt} zone={zone} onChange={setStartsAt} />
          <p className="desk-soft">{texts.windowsNote(number)}</p>
        </div>
      </div>
      <Button type="submit" className="is-primary">{texts.keepCallBack}</Button>
    </form>
  );
}
