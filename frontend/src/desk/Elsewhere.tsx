import { Button } from 'react-aria-components';

import { texts } from './texts';

export function Elsewhere({ onTakeOver }: { onTakeOver: () => void }) {
  return (
    <main className="desk-message">
      <h1>{texts.elsewhereTitle}</h1>
      <p>{texts.elsewhere}</p>
      <Button className="is-primary" autoFocus onPress={onTakeOver}>{texts.takeOver}</Button>
    </main>
  );
}
