import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';

import { isConversation, isTypeOpen, type Call } from './call';
import { scriptsOf, type Role, type Script } from './data';
import { numberKey } from './pressing';
import { Place } from './Facts';
import { CONTACT_TYPES, ROLES, texts } from './texts';
import { useDesk } from './useDesk';
import { clockInWords } from './when';

/** Before a script runs: who calls, and then which script. Every script is two keys away: its role's letter and its number. */
export function Start({ head, onContactType, onRole, onDone }: {
  /** What stands before all else. */
  head: ReactNode;
  onContactType: (contactType: Call['contactType']) => void;
  onRole: (role: Role) => void;
  onDone: () => void;
}) {
  const [desk, { call, bundle, code, session, isPractice, isAssigned, possibleStates }] = useDesk();
  const state = desk.stateOf(code);
  const isOneOfMany = (session?.states.length ?? 0) > 1;
  const take = (script: Script): void => {
    desk.takeScript(script);
    onDone();
  };
  const place = <Place call={call} onDone={onDone} onBegin={() => desk.begin('CITIZEN')} />;
  if (call && !isConversation(call.contactType)) {
    return (
      <section className="desk-card">
        {head}
        <h2 id="desk-middle-title">{CONTACT_TYPES[call.contactType].name}</h2>
        {call.contactType === 'SILENT' && <Silent onRole={onRole} />}
        <p className="desk-soft">{texts.noConversation}</p>
        <ContactTypes chosen={call.contactType} areKeysOpen={isTypeOpen(call)} onChoose={onContactType} />
      </section>
    );
  }
  if (call?.role) {
    const scripts = scriptsOf(bundle, call.role);
    return (
      <section className="desk-card">
        {head}
        <h2 id="desk-middle-title">{ROLES[call.role].name}: {texts.chooseScript}</h2>
        <div className="desk-facts">{place}</div>
        {!bundle && <p className="desk-late">{texts.loadingScripts}</p>}
        {bundle && !scripts.length && <p>{texts.noScripts}</p>}
        <ol className="desk-options">
          {scripts.map((script, place) => (
            <li key={script.key}>
              <Button onPress={() => take(script)}>
                {numberKey(place) && <kbd>{numberKey(place)}</kbd>}
                <span><b>{script.title}</b>{script.openingPhrases[0] && <small>«{script.openingPhrases.slice(0, 2).join('» · «')}»</small>}</span>
              </Button>
            </li>
          ))}
        </ol>
      </section>
    );
  }
  return (
      <section className="desk-card">
        {head}
        <div className="desk-step">
          <h2 id="desk-middle-title">{call ? texts.role : texts.newContact}</h2>
          {!call && !isPractice && isAssigned && <Button className="is-quiet" aria-describedby="desk-practise" onPress={() => void desk.practise()}>{texts.practise} <kbd>W</kbd></Button>}
        </div>
        {state && isOneOfMany && <p className="desk-counted">{isPractice ? texts.practisedFor : texts.countsFor} <b>{state.name}</b></p>}
        {!call && <p className="desk-soft">{texts.startHint} {!isPractice && isAssigned && <span id="desk-practise">{texts.practiseHint}</span>}</p>}
        {state?.staffed && !state.staffed.isOpen && state.staffed.opensAt && (
          <p className="desk-soft">{texts.notStaffed(clockInWords(Date.parse(state.staffed.opensAt), state.timeZone))}</p>
        )}
        {possibleStates.length > 0 ? <PossibleStates codes={possibleStates} onDone={onDone} /> : <ContactTypes chosen={call?.contactType ?? null} areKeysOpen={!call || isTypeOpen(call)} onChoose={onContactType} />}
        <div className="desk-facts">{place}</div>
        <div className="desk-columns">
          {(Object.keys(ROLES) as Role[]).map((role) => (
            <section key={role} aria-label={ROLES[role].name}>
              <Button className="desk-role" onPress={() => onRole(role)}><kbd>{ROLES[role].key}</kbd> {ROLES[role].name}</Button>
              <ol>
                {scriptsOf(bundle, role).map((script, place) => (
                  <li key={script.key}>
                    <Button className="is-quiet" onPress={() => take(script)}>{numberKey(place) && <kbd>{ROLES[role].key} {numberKey(place)}</kbd>} <span>{script.title}</span></Button>
                  </li>
                ))}
              </ol>
            </section>
          ))}
        </div>
        {!bundle && <p className="desk-late">{texts.loadingScripts}</p>}
      </section>
  );
}

/** What is asked of somebody who may not be able to speak, and the way to a script once they answer. */
function Silent({ onRole }: { onRole: (role: Role) => void }) {
  const [desk, { code }] = useDesk();
  return (
    <>
      <p>{texts.silentHint}</p>
      <div className="desk-said">{texts.silent.map((sentence) => <p key={sentence}>{sentence}</p>)}</div>
      <p className="is-danger">{texts.silentDanger} <b className="desk-phone">{desk.emergencyNumber(code)}</b> <kbd>F1</kbd></p>
      <p>{texts.silentGoOn}</p>
      <div className="desk-types">
        {(Object.keys(ROLES) as Role[]).map((role) => <Button key={role} onPress={() => onRole(role)}><kbd>{ROLES[role].key}</kbd> {ROLES[role].name}</Button>)}
      </div>
    </>
  );
}

function ContactTypes({ chosen, areKeysOpen, onChoose }: { chosen: Call['contactType'] | null; areKeysOpen: boolean; onChoose: (contactType: Call['contactType']) => void }) {
  return (
    <div className="desk-types" role="group" aria-label={texts.contactType}>
      {(Object.keys(CONTACT_TYPES) as Call['contactType'][]).map((one) => (
        <Button key={one} aria-pressed={one === chosen} onPress={() => onChoose(one)}>{areKeysOpen && <kbd>{CONTACT_TYPES[one].key}</kbd>} {CONTACT_TYPES[one].name}</Button>
      ))}
    </div>
  );
}

/** From which of the states that share an area code the caller is: contact types, which have the same keys, come after it. */
function PossibleStates({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const [desk, { code }] = useDesk();
  return (
    <div className="desk-must" role="group" aria-labelledby="desk-ask-state">
      <p className="desk-must-title" id="desk-ask-state">{texts.askState} {texts.askStateHint}</p>
      <div className="desk-types">
        {codes.map((one, place) => (
          <Button
            key={one}
            aria-pressed={one === code}
            onPress={() => {
              desk.chooseState(one);
              onDone();
            }}
          >
            <kbd>{place + 1}</kbd> {desk.stateOf(one)?.name ?? one}
          </Button>
        ))}
      </div>
    </div>
  );
}
