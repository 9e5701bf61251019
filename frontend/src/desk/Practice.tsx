import { useEffect } from 'react';
import { Button } from 'react-aria-components';

import { texts } from './texts';

/** That what is done is practice, over everything and in the tab's title, and the way out. */
export function Practice({ onLeave }: { onLeave: () => void }) {
  useEffect(() => {
    const { title } = document;
    document.title = texts.practised(title);
    return () => {
      document.title = title;
    };
  }, []);
  return (
    <section className="desk-practice" aria-label={texts.practiceTitle}>
      <p><b>{texts.practiceTitle}</b> {texts.practice} <span className="desk-wide">{texts.practiceChats}</span></p>
      <Button onPress={onLeave}>{texts.leavePractice} <kbd className="desk-wide">F8</kbd></Button>
    </section>
  );
}
