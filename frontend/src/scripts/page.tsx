// What chart and player have in common: how they start, which state they show, how they speak to the editor's page.
import { Component, type ReactNode, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';

import { readData, type ScriptData } from './data';

/** Show it at once: Wagtail swaps the old preview for the new one as soon as the page has loaded. `script-drawn` measures it. */
export function start<Texts extends { failed: string }>(
  id: string,
  view: (data: ScriptData<Texts>) => ReactNode,
): void {
  const place = document.getElementById(id);
  const data = readData<Texts>();
  if (!place || !data) return;
  performance.mark('script-begun');
  flushSync(() => createRoot(place).render(<Guard text={data.texts.failed}><Live data={data} view={view} /></Guard>));
  // What follows a frame has seen it painted.
  requestAnimationFrame(() => window.setTimeout(() => performance.measure('script-drawn', 'script-begun')));
}

/** What the page was loaded with, until the form beside it sends what has been typed since. */
function Live<Texts>({ data, view }: { data: ScriptData<Texts>; view: (data: ScriptData<Texts>) => ReactNode }) {
  const [now, setNow] = useState(data);
  useEffect(() => {
    const hear = ({ source, origin, data: message }: MessageEvent): void => {
      if (source !== window.parent || origin !== window.location.origin || message?.type !== 'script-data') return;
      setNow(message.data);
    };
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  }, []);
  return view(now);
}

class Guard extends Component<{ text: string; children: ReactNode }, { failed: boolean }> {
  state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  render() {
    if (!this.state.failed) return this.props.children;
    return <main className="script-message" role="alert"><p>{this.props.text}</p></main>;
  }
}

/** Whether this is shown within the page on which the script is edited. */
export const isBesideForm = window.parent !== window;

/** Tell the editor's page; nobody else hears it. */
export function tellForm(message: Record<string, unknown>): void {
  window.parent.postMessage(message, window.location.origin);
}

export function StateChoice({ data, label }: { data: ScriptData<unknown>; label: string }) {
  if (!data.states.length) return <span className="script-state">{label} <b>{data.state.name}</b></span>;
  return (
    <label className="script-state">
      {label}{' '}
      <select
        value={data.state.code}
        onChange={({ target }) => {
          const address = new URL(window.location.href);
          address.searchParams.set('state', target.value);
          window.location.replace(address);
        }}
      >
        {data.states.map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
      </select>
    </label>
  );
}
