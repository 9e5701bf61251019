import type { ReactNode } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

import { CallBackForm } from './CallBackForm';
import { CallBacksDue } from './CallBacksDue';
import { Correction } from './Correction';
import { HandOver } from './HandOver';
import type { Reading } from './Finding';
import { ReportForm } from './ReportForm';
import { Summary } from './Summary';
import { Supervision } from './Supervision';
import { CHAT_KEYS } from './chats/texts';
import { KEYS, texts } from './texts';

export type DialogName = 'keys' | 'report' | 'summary' | 'callBack' | 'callBacks' | 'handOver' | 'supervision' | 'correction';

const TITLES: Record<DialogName, string> = {
  keys: texts.keys, report: texts.reportTitle, summary: texts.summary, callBack: texts.callBack, callBacks: texts.callBacks, handOver: texts.handOverTitle,
  supervision: texts.supervision, correction: texts.correctTitle,
};

export function Dialogs({ name, reading, areKeysOn, onKeysOn, onClose, isChats = false }: {
  name: DialogName | null;
  reading: Reading | null;
  areKeysOn: boolean;
  onKeysOn: (areOn: boolean) => void;
  onClose: () => void;
  /** Whether chats are on the screen, which have keys of their own. */
  isChats?: boolean;
}) {
  if (!name) return null;
  const contents: Record<DialogName, () => ReactNode> = {
    keys: () => <Keys areOn={areKeysOn} keys={isChats ? CHAT_KEYS : KEYS} onChange={onKeysOn} />,
    report: () => <ReportForm reading={reading} onDone={onClose} />,
    summary: () => <Summary />,
    callBack: () => <CallBackForm onDone={onClose} />,
    callBacks: () => <CallBacksDue />,
    handOver: () => <HandOver onDone={onClose} />,
    supervision: () => <Supervision />,
    correction: () => <Correction onDone={onClose} />,
  };
  return (
    <ModalOverlay className="desk-overlay" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal className="desk-modal">
        <Dialog className="desk-dialog">
          <div className="desk-step">
            <Heading slot="title" level={2}>{TITLES[name]}</Heading>
            <Button className="is-quiet" onPress={onClose}>{texts.close} ✕</Button>
          </div>
          {contents[name]()}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Keys({ areOn, keys: all, onChange }: { areOn: boolean; keys: typeof KEYS; onChange: (areOn: boolean) => void }) {
  return (
    <>
      <dl className="desk-keys">
        {all.map(({ keys, does }) => <div key={keys}><dt>{keys.split('  ').map((key) => <kbd key={key}>{key}</kbd>)}</dt><dd>{does}</dd></div>)}
      </dl>
      <label className="desk-check"><input type="checkbox" checked={areOn} onChange={({ target }) => onChange(target.checked)} /> {texts.keysOn}</label>
    </>
  );
}
