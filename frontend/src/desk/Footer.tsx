import { Button } from 'react-aria-components';

import { inUsted } from '../voices/usted';
import { isBlank, resultOf, type Call, type CallWalk } from './call';
import { deadlineBlocksOf, type DeadlineBlock, type Result } from './data';
import { amountInWords, asRead, countsFrom, deadlinesToSay, fromWhen, hasEnded, inWords, startOf } from './deadlines';
import type { DialogName } from './Dialogs';
import { usePlaceZone } from './Facts';
import { Choice } from './Menu';
import { resultInWords, RESULTS, ROLES, texts, whatCameOf } from './texts';
import { useContact, useDesk, useNow } from './useDesk';
import { callSaid } from './when';
import { localOf } from './zones';

/** What stands in the footer beside the result, and on a narrow screen in a menu of its bar. */
const MORE = [
  { key: 'summary', name: texts.summary },
  { key: 'callBack', name: texts.callBack },
  { key: 'handOver', name: texts.handOver },
  { key: 'report', name: texts.report },
] as const;

/** What comes of the call, and its end. */
export function Footer({ walked, onFinish, onResult, onDialog, onDone, onDanger, onDiscard }: {
  walked: CallWalk | null;
  onFinish: () => void;
  onResult: (result: Result) => void;
  onDialog: (name: DialogName) => void;
  onDone: () => void;
  /** Leads whoever is in danger to the emergency number, where nothing else above offers it; `null`: it is offered. */
  onDanger: (() => void) | null;
  /** Lets go of a contact that nobody called for, as long as nothing was entered of it. */
  onDiscard: () => void;
}) {
  const [desk, { call, code, queue, last, today, isPractice }] = useDesk();
  const { zone } = usePlaceZone(call);
  const campaigns = desk.stateOf(code)?.campaigns ?? [];
  const result = call && resultOf(call);
  const number = desk.emergencyNumber(code);
  const danger = onDanger && <Button className="desk-emergency" onPress={onDanger}>▲ <span className="desk-unseen">{texts.dangerTitle}: {texts.dangerYes}</span> {number} <kbd>F1</kbd></Button>;
  if (!call) {
    return (
      <footer className="desk-foot is-idle">
        {last && (
          <span className="desk-soft">
            {(isPractice ? texts.lastPractised : texts.last)(localOf(Date.parse(last.startedAt), zone).time, [last.role && ROLES[last.role].short, whatCameOf(last)].filter(Boolean).join(', '))}
            <Button className="is-quiet" onPress={() => onDialog('correction')}>{texts.correct} <kbd>Z</kbd></Button>
          </span>
        )}
        {today.length > 0 && <Button className="is-quiet" onPress={() => onDialog('today')}>{texts.todayCount(today.length)} <kbd>J</kbd></Button>}
        {queue.length > 0 && <span className="desk-soft">{texts.waiting(queue.length)}</span>}
        {danger && <span className="desk-ending">{danger}</span>}
      </footer>
    );
  }
  return (
    <footer className="desk-foot">
      <div className="desk-deadlines" aria-live="polite">{walked && <Deadlines walked={walked} />}</div>
      <div className="desk-came" data-long={call.referrals.length > 0 || call.promised ? '' : undefined}>
        {isBlank(call) && <Button className="is-quiet" onPress={onDiscard}>{texts.discard} <kbd>B</kbd></Button>}
        <Referrals call={call} onRemove={(key) => desk.act({ type: 'unrefer', key })} />
        {call.promised && <p className="desk-promised">{texts.promised(callSaid(call.promised, zone), call.promised.code)}</p>}
      </div>
      <div className="desk-outcome">
        {campaigns.length > 0 && (
          <Choice
            isQuiet
            label={texts.campaign}
            value={campaigns.find((one) => one.code === call.campaign)?.name ?? texts.campaign}
            choices={[{ key: '', name: texts.noCampaign }, ...campaigns.map((one) => ({ key: one.code, name: one.name }))]}
            onChoose={(key) => desk.act({ type: 'campaign', code: key || null })}
            onDone={onDone}
          />
        )}
        {walked && <Button className="is-quiet" onPress={() => onDialog('summary')}>{texts.summary} <kbd>S</kbd></Button>}
        <Button className="is-quiet" onPress={() => onDialog('callBack')}>{texts.callBack} <kbd>C</kbd></Button>
        <Button className="is-quiet" onPress={() => onDialog('handOver')}>{texts.handOver} <kbd>P</kbd></Button>
        <Button className="is-quiet" onPress={() => onDialog('report')}>{texts.report} <kbd>X</kbd></Button>
        <div className="desk-ending">
          {danger}
          <div className="desk-narrow">
            <Choice
              isQuiet
              label={texts.more}
              value={texts.more}
              choices={MORE.filter(({ key }) => walked || key !== 'summary')}
              onChoose={onDialog}
            />
          </div>
          <Choice
            id="desk-result"
            hint="E"
            label={texts.result}
            value={result ? resultInWords(result, call.hasHungUp) : texts.result}
            selected={result}
            choices={(Object.keys(RESULTS) as Result[]).map((key, place) => ({ key, name: RESULTS[key], hint: String(place + 1) }))}
            onChoose={onResult}
            onDone={onDone}
          />
          <Button className="is-primary" onPress={onFinish}>{isPractice ? <span>{texts.finish} <span className="desk-wide">{texts.thePractice}</span></span> : call.endedAt ? texts.register : texts.finish} <kbd>F9</kbd></Button>
        </div>
      </div>
    </footer>
  );
}

/** Whom somebody was referred to, each of whom can be taken out again. */
export function Referrals({ call, onRemove }: { call: Call; onRemove: (key: string) => void }) {
  return (
    <p className="desk-referrals">
      <span className="desk-soft">{texts.referredTo}:</span>{' '}
      {call.referrals.length === 0 && texts.nobody}
      {call.referrals.map(({ key, name }) => (
        <span key={key}>{name} <Button className="is-quiet" aria-label={texts.remove(name)} onPress={() => onRemove(key)}>✕</Button></span>
      ))}
    </p>
  );
}

/** The deadlines of the steps so far, or the only one of a script before its step, from the hour that was given; on a call, as they are said. */
export function Deadlines({ walked, isSaid = true }: { walked: CallWalk; isSaid?: boolean }) {
  const [, { call, bundle }] = useContact();
  const now = useNow(30);
  const { zone, isOwn } = usePlaceZone(call);
  if (!call?.pinned) return null;
  const blocks = deadlineBlocksOf(call.pinned.script, bundle);
  if (!Object.keys(blocks).length) return null;
  const start = (block: DeadlineBlock): number | null => startOf(block, call, zone);
  const { found, isAhead } = deadlinesToSay(blocks, walked.deadlines, start);
  if (!found.length) return call.eventAt === null ? null : <p className="desk-soft">{texts.deadlineLater}</p>;
  const { locale } = call.pinned.script;
  /** In a chat it is written, in the voice of the page. */
  const voiced = (block: DeadlineBlock) => (words: string): string => (isSaid ? inUsted(words, block.locale ?? locale) : words);
  return (
    <ul>
      {found.map((block) => {
        const from = start(block);
        return (
          <li key={block.id}>
            <span className="desk-soft">{texts.deadline}:</span>{' '}
            {from === null
              ? <>{amountInWords(block)}{block.event && `, ${fromWhen({ ...block, event: voiced(block)(block.event) })}`}.{` ${block.countsBack ? texts.deadlineNeedsAppointment : texts.deadlinesNeedHour}`}</>
              : isAhead
                ? <><b className="desk-voice is-own">▸ {texts.isForOperator}.</b> {!block.countsBack && texts.deadlineFromNoted} {inWords(block, from, now, zone, isOwn)} {block.event && `${countsFrom({ ...block, event: voiced(block)(block.event) })} `}{walked.outcome?.isFinal ? texts.deadlineNotReached : texts.deadlineAhead}</>
                : <>{isSaid && <span className="desk-voice"><span aria-hidden="true">❝</span><span className="desk-unseen">{texts.isSaid}: </span></span>} <span className={hasEnded(block, from, now, zone) ? 'is-caution' : undefined}>{asRead(block, from, now, zone, isOwn, voiced(block))}</span></>}
          </li>
        );
      })}
    </ul>
  );
}
