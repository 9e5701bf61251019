import { Button } from 'react-aria-components';

import type { CallWalk } from '../call';
import { Deadlines, Referrals } from '../Footer';
import { texts as deskTexts } from '../texts';
import { useContact, useDesk } from '../useDesk';
import type { ChatDialogName } from './ChatDialogs';
import type { Kept } from './store';
import { texts } from './texts';
import { useChats } from './useChats';

/** What follows from a chat, and its end. */
export function ChatFooter({ found, walked, onDialog, onReport, onDanger }: {
  found: Kept;
  walked: CallWalk | null;
  onDialog: (name: ChatDialogName) => void;
  onReport: () => void;
  /** Marks them as in danger and sends the emergency number; `null`: nothing can be sent. */
  onDanger: (() => void) | null;
}) {
  const [contact, { call }] = useContact();
  const [chats] = useChats();
  const [desk] = useDesk();
  if (found.isGone || !call) return null;
  const isNoteUnkept = chats.drafts.note(found.id).trim() !== '';
  return (
    <footer className="desk-foot chat-foot">
      <div>
        <div className="desk-deadlines" aria-live="polite">{walked && <Deadlines walked={walked} isSaid={false} />}</div>
        {call.referrals.length > 0 && (
          <Referrals
            call={call}
            onRemove={(key) => {
              contact.act({ type: 'unrefer', key });
              contact.say(texts.officeRemoved(call.referrals.find((one) => one.key === key)?.name ?? ''));
            }}
          />
        )}
      </div>
      <div className="desk-outcome">
        <Button className={isNoteUnkept ? 'is-quiet is-caution' : 'is-quiet'} onPress={() => onDialog('note')}>{isNoteUnkept ? `● ${texts.noteUnkept}` : texts.note} <kbd>N</kbd></Button>
        {!found.isSupervised && found.state === 'ATTENDED' && <Button className="is-quiet" onPress={() => onDialog('handOver')}>{texts.handOver} <kbd>P</kbd></Button>}
        {!found.isSupervised && found.state === 'ATTENDED' && <Button className="is-quiet" onPress={() => onDialog('callBack')}>{deskTexts.callBack} <kbd>Alt C</kbd></Button>}
        <Button className="is-quiet" onPress={onReport}>{deskTexts.report} <kbd>X</kbd></Button>
        {!found.isSupervised && (found.state === 'ATTENDED' || found.hasToBeRegistered) && <Button className="is-quiet" onPress={() => onDialog('spam')}>{texts.spam} <kbd>K</kbd></Button>}
        <div className="desk-ending">
          {onDanger && <Button className="desk-emergency" onPress={onDanger}>▲ {texts.markDanger(desk.emergencyNumber(found.tenant))} <kbd>F1</kbd></Button>}
          {!found.isSupervised
            ? <Button onPress={() => onDialog('end')}>{texts.end} <kbd>F9</kbd></Button>
            : <Button onPress={() => onDialog('leave')}>{texts.leave} <kbd>F9</kbd></Button>}
        </div>
      </div>
    </footer>
  );
}
