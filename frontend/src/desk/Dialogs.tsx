import { useState, type ReactNode } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

import { CallBackForm } from './CallBackForm';
import { CallBacksDue } from './CallBacksDue';
import { Correction } from './Correction';
import { HandOver } from './HandOver';
import type { Reading } from './Finding';
import { chooseByKey, numbered, Radios, ReportForm } from './ReportForm';
import { Summary } from './Summary';
import { Supervision } from './Supervision';
import { Today } from './Today';
import { CHAT_KEYS } from './chats/texts';
import { isMidScript, likeliestResult, partId, partsOf, resultOf, unreadOf, walkOf } from './call';
import type { Office, Result } from './data';
import { KEYS, KEYS_OF_BOTH, RESULTS, resultInWords, texts } from './texts';
import { useDesk } from './useDesk';

export type DialogName = 'keys' | 'report' | 'summary' | 'callBack' | 'callBacks' | 'handOver' | 'supervision' | 'correction' | 'today' | 'finish' | 'leavePractice';

const TITLES: Record<DialogName, string> = {
  keys: texts.keys, report: texts.reportTitle, summary: texts.summary, callBack: texts.callBack, callBacks: texts.callBacks, handOver: texts.handOverTitle,
  supervision: texts.supervision, correction: texts.correctTitle, today: texts.todayTitle, finish: texts.finishTitle, leavePractice: texts.leavePracticeTitle,
};

export function Dialogs({ name, reading, offered = [], named = [], areKeysOn, onKeysOn, onClose, onFinish = onClose, isChats = false, warning }: {
  name: DialogName | null;
  reading: Reading | null;
  /** The offices that the present step offers. */
  offered?: readonly Office[];
  /** The first office of each kind to which the words of the way send. */
  named?: readonly Office[];
  areKeysOn: boolean;
  onKeysOn: (areOn: boolean) => void;
  onClose: () => void;
  /** Ends the call, of which it was asked whether it is over. */
  onFinish?: () => void;
  /** Whether chats are on the screen, which have keys of their own. */
  isChats?: boolean;
  /** What is said over whatever is open. */
  warning?: ReactNode;
}) {
  const [, { last, call }] = useDesk();
  if (!name) return null;
  const contents: Record<DialogName, () => ReactNode> = {
    keys: () => <Keys areOn={areKeysOn} keys={isChats ? CHAT_KEYS : KEYS} onChange={onKeysOn} />,
    report: () => <ReportForm reading={reading} onDone={onClose} />,
    summary: () => <Summary offered={offered} named={named} />,
    callBack: () => <CallBackForm onDone={onClose} />,
    callBacks: () => <CallBacksDue />,
    handOver: () => <HandOver onDone={onClose} />,
    supervision: () => <Supervision />,
    correction: () => last && <Correction contact={last} onDone={onClose} />,
    today: () => <Today canCorrect={!isChats && !call} />,
    leavePractice: () => <LeavePractice onDone={onClose} />,
    finish: () => <Finish onDone={onClose} onFinish={onFinish} />,
  };
  return (
    <ModalOverlay className="desk-overlay" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal className="desk-modal">
        <Dialog className="desk-dialog">
          <div className="desk-step">
            <Heading slot="title" level={2}>{TITLES[name]}</Heading>
            <Button className="is-quiet" onPress={onClose}>{texts.close} ✕</Button>
          </div>
          {warning}
          {contents[name]()}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Whether a call is over whose script is not, or that is with somebody in danger: Enter says that it is, unless they are in danger, Esc goes back. */
function Finish({ onDone, onFinish }: { onDone: () => void; onFinish: () => void }) {
  const [desk, { call, isPractice }] = useDesk();
  const [proposed, setProposed] = useState<Result>(() => (call ? likeliestResult(call) : 'INFORMED'));
  if (!call) return null;
  const result = resultOf(call);
  const walked = walkOf(call);
  return (
    <form
      onKeyDown={chooseByKey}
      onSubmit={(event) => {
        event.preventDefault();
        if (!result) desk.act({ type: 'result', result: proposed });
        onDone();
        // After the dialog has given the focus back: what is missing takes it.
        window.setTimeout(onFinish);
      }}
    >
      <p>{call.isInDanger && <b>{texts.finishInDanger(desk.emergencyNumber())} </b>}{isMidScript(call) && texts.finishMidScript(walked?.texts.length ?? 1)} {result && (isPractice ? texts.finishPracticeResult : texts.finishResult)(resultInWords(result, call.hasHungUp))}</p>
      {unreadOf(call, walked).length > 0 && <p className="is-caution">{texts.finishUnread}</p>}
      {call.pinned && !call.isInDanger && partsOf(call.pinned.script, true).some((part) => !call.read.includes(partId(part))) && <p className="is-caution">{texts.finishClosing}</p>}
      {!result && <Radios label={texts.finishWithResult} value={proposed} isFirst choices={numbered(Object.entries(RESULTS).map(([key, name]) => ({ key, name })))} onChange={(key) => setProposed(key as Result)} />}
      <p className="desk-types">
        <Button type="submit" className={call.isInDanger ? '' : 'is-primary'} autoFocus={!call.isInDanger && result !== null}>
          {isPractice ? texts.finishPractice : texts.finishYes}
        </Button>
        <Button className={call.isInDanger ? 'is-primary' : ''} autoFocus={call.isInDanger} onPress={onDone}>{texts.finishNo} <kbd>Esc</kbd></Button>
      </p>
    </form>
  );
}

/** Whether a practised call is left open, which it does not survive. */
function LeavePractice({ onDone }: { onDone: () => void }) {
  const [desk] = useDesk();
  return (
    <>
      <p>{texts.leavePracticeHint}</p>
      <p className="desk-types">
        <Button autoFocus className="is-primary" onPress={onDone}>{texts.finishNo} <kbd>Esc</kbd></Button>
        <Button onPress={() => desk.leavePractice()}>{texts.leavePractice}</Button>
      </p>
    </>
  );
}

function Keys({ areOn, keys: all, onChange }: { areOn: boolean; keys: typeof KEYS; onChange: (areOn: boolean) => void }) {
  const [, { isPractice }] = useDesk();
  return (
    <>
      {isPractice && <p className="desk-practice">{texts.practiceKeys}</p>}
      {all.map(({ title, keys: own }) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl className="desk-keys">
            {own.map(({ keys, does }) => <div key={keys}><dt>{keys.split('  ').map((key) => <kbd key={key}>{key}</kbd>)}</dt><dd>{does}</dd></div>)}
          </dl>
        </section>
      ))}
      <p className="desk-soft">{texts.keysOfBoth(KEYS_OF_BOTH)}</p>
      <label className="desk-check"><input type="checkbox" checked={areOn} onChange={({ target }) => onChange(target.checked)} /> {texts.keysOn}</label>
    </>
  );
}
