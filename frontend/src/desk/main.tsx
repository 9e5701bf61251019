import '../tokens.css';
import './desk.css';
import './chats/chats.css';

import { Component, type ReactNode, useEffect, useRef, useState } from 'react';
import { Button, I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';

import { App } from './App';
import { Desk } from './desk';
import { Elsewhere } from './Elsewhere';
import { holdTab, onTold, passPop } from './oneTab';
import { practising, setPractising } from './practice';
import { popInAddress, readPop } from './screenPop';
import { texts } from './texts';

const pop = readPop(window.location.search);
// Somebody calls.
if (popInAddress(pop)) setPractising(null);
if (window.location.search) window.history.replaceState(null, '', window.location.pathname);

/** One tab works at a time; the others say so, and can take over. */
function Tab() {
  const [desk, setDesk] = useState<Desk | null>(null);
  const [isElsewhere, setElsewhere] = useState(false);
  const release = useRef<() => void>(() => undefined);

  const work = (isTakingOver: boolean): void => {
    let mine: Desk | null = null;
    void holdTab(isTakingOver, {
      gained(letGo) {
        release.current = letGo;
        mine = new Desk(practising());
        setElsewhere(false);
        setDesk(mine);
        void mine.start(pop);
      },
      lost() {
        mine?.stop();
        setDesk(null);
        setElsewhere(true);
        if (!mine) passPop(pop);
      },
    });
  };

  useEffect(() => {
    work(false);
  }, []);
  useEffect(() => {
    if (!desk) return;
    const leave = (): void => {
      desk.stop();
      release.current();
      setDesk(null);
      setElsewhere(true);
    };
    // What is in this tab alone is not let go of: whoever it belongs to signs in again.
    const unhear = onTold({ pop: (other) => desk.pop(other), signedOut: () => desk.isHolding || leave() });
    // A page that the browser keeps to go back to works for nobody, and holds nothing that another one needs.
    const hidden = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) leave();
    };
    window.addEventListener('pagehide', hidden);
    return () => {
      unhear();
      window.removeEventListener('pagehide', hidden);
    };
  }, [desk]);

  if (isElsewhere) return <Elsewhere onTakeOver={() => work(true)} />;
  return desk ? <App desk={desk} /> : null;
}

class Guard extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    return <main className="desk-message" role="alert"><h1>{texts.title}</h1><p>{texts.failed}</p><Button className="is-primary" autoFocus onPress={() => window.location.reload()}>{texts.reload}</Button></main>;
  }
}

// React Aria would add a style element of this id, which the page's policy refuses; `desk.css` has its rule.
document.head.append(Object.assign(document.createElement('meta'), { id: 'react-aria-pressable-style' }));

// A page that the browser has kept, and shows again after Back, has let go of everything.
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) window.location.reload();
});

const place = document.getElementById('desk');
if (place) createRoot(place).render(<Guard><I18nProvider locale="es-MX"><Tab /></I18nProvider></Guard>);

if ('serviceWorker' in navigator) void navigator.serviceWorker.register('/mesa/sw.js', { scope: '/mesa/' }).catch(() => undefined);
