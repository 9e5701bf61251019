import { Button } from 'react-aria-components';

import { texts } from './texts';

/** What comes before every text of an emergency: whether they are in danger now, and the emergency number by one key. */
export function Danger({ number, isInDanger, isSaid, isSilent = false, onDanger }: {
  /** The state's emergency number. */
  number: string;
  /** Whether they said that they are. */
  isInDanger: boolean;
  /** Whether the script says how the number is reached: its words, and no others, are said. */
  isSaid: boolean;
  /** Whether they may not be able to speak: nothing is said to them, and they are told to call nobody. */
  isSilent?: boolean;
  onDanger: () => void;
}) {
  return (
    <section className={isInDanger ? 'desk-danger is-on' : 'desk-danger'} aria-label={texts.dangerTitle}>
      <p role="status"><b>{isInDanger ? `▲ ${isSilent ? texts.dangerSilent(number) : isSaid ? texts.dangerOn(number) : texts.dangerSay(number)}` : texts.dangerAsk}</b></p>
      <Button onPress={onDanger}>{isInDanger ? texts.dangerOver : <>{texts.dangerYes} <b className="desk-phone">{number}</b></>} <kbd>{isInDanger ? 'K' : 'F1'}</kbd></Button>
    </section>
  );
}
