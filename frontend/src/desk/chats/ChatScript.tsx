import { Button } from 'react-aria-components';

import { isSpokenOnly, nodeOf, unreadOf, type Call, type CallWalk } from '../call';
import type { Role, Script } from '../data';
import { numberKey } from '../pressing';
import { OFFICE_KINDS, ROLES, texts as deskTexts } from '../texts';
import { useContact } from '../useDesk';
import { Words } from '../Words';
import { wordsOfOption } from '../../walker/walk';
import { texts } from './texts';

/** The script beside a conversation, in the words of the chat: each step is sent with one key. */
export function ChatScript({ call, walked, scripts, missing, canSend, onAnswer, onSend, onChange, onBack }: {
  call: Call;
  walked: CallWalk | null;
  scripts: readonly Script[];
  /** The script of who is missing, where the step opens that of who was arrested: whoever does not know who took somebody goes on there. */
  missing: Script | null;
  canSend: boolean;
  onAnswer: (place: number) => void;
  onSend: () => void;
  /** The words of the step go into the message, to be changed before it is sent. */
  onChange: () => void;
  onBack: () => void;
}) {
  const [contact, { bundle }] = useContact();
  if (!call.pinned || !walked) {
    return (
      <section className="chat-script" aria-labelledby="chat-script-title">
        <h2 id="chat-script-title">{call.role ? texts.chooseScript : texts.writer}</h2>
        {!call.role && (
          <ol className="desk-options">
            {(Object.keys(ROLES) as Role[]).map((role) => (
              <li key={role}><Button onPress={() => contact.act({ type: 'role', role })}><kbd>{ROLES[role].key}</kbd> <span>{ROLES[role].name}</span></Button></li>
            ))}
          </ol>
        )}
        {call.role && !bundle && <p className="desk-late">{deskTexts.loadingScripts}</p>}
        {call.role && bundle && !scripts.length && <p className="desk-soft">{texts.noScripts}</p>}
        {call.role && (
          <ol className="chat-scripts">
            {scripts.map((script, place) => (
              <li key={script.key}><Button className="is-quiet" onPress={() => contact.takeScript(script)}>{numberKey(place) && <kbd>{numberKey(place)}</kbd>} <span>{script.title}</span></Button></li>
            ))}
          </ol>
        )}
      </section>
    );
  }
  const { script } = call.pinned;
  const node = nodeOf(script, walked.current);
  const turn = walked.texts.at(-1);
  const isUnsent = unreadOf(call, walked).length > 0;
  const isSpoken = isSpokenOnly(node);
  const kind = walked.outcome?.organizationKind;
  return (
    <section className="chat-script" aria-labelledby="chat-script-title">
      <div className="desk-step">
        <h2 id="chat-script-title">{script.title}</h2>
        <Button className="is-quiet" onPress={() => contact.act({ type: 'script', pinned: null })}>{deskTexts.otherScript} <kbd>G</kbd></Button>
      </div>
      <div className={node?.kind === 'WARNING' && isUnsent ? 'desk-must' : 'chat-step'} aria-live="polite">
        {node?.kind === 'WARNING' && isUnsent && <p className="desk-must-title">▲ {texts.mustSend}</p>}
        {turn?.text ? <Words text={turn.text} /> : <p className="is-danger">{texts.noWords}</p>}
        {isSpoken && turn?.text && <p className="is-caution">{texts.isSpoken}</p>}
        {walked.outcome && walked.outcome.kind !== 'ANSWER' && <p className="desk-soft">{walked.outcome.kind === 'HANDOFF' ? texts.handOff : deskTexts.ends[walked.outcome.kind]}{kind && walked.outcome.kind === 'REFERRAL' ? ` ${OFFICE_KINDS[kind] ?? kind}` : ''}</p>}
      </div>
      <div className="chat-script-acts">
        {canSend && turn?.text && <Button onPress={onSend}><kbd>F8</kbd> {texts.sendStep}</Button>}
        {isSpoken && canSend && turn?.text && <Button onPress={onChange}><kbd>E</kbd> {texts.changeStep}</Button>}
        {isUnsent && <Button className="is-quiet" onPress={() => contact.act({ type: 'read', parts: unreadOf(call, walked).slice(0, 1) })}><kbd>L</kbd> {texts.markSaid}</Button>}
        <Button className="is-quiet" onPress={onBack}>← {deskTexts.back}</Button>
      </div>
      {node && node.options.length > 0 && (
        <ol className="desk-options">
          {node.options.map((option, place) => (
            <li key={option.key}><Button onPress={() => onAnswer(place)}>{numberKey(place) && <kbd>{numberKey(place)}</kbd>} <span>{wordsOfOption(option, 'CHAT') ?? option.label}</span></Button></li>
          ))}
          {missing && (
            <li>
              <Button onPress={() => onAnswer(node.options.length)}>
                {numberKey(node.options.length) && <kbd>{numberKey(node.options.length)}</kbd>} <span>{deskTexts.notKnownWho}<small>{deskTexts.notKnownWhoGoesOn(missing.title)}</small></span>
              </Button>
            </li>
          )}
        </ol>
      )}
    </section>
  );
}
