import { GraphiQL } from 'graphiql';
import { useEffect, useMemo, useState } from 'react';

import { Examples } from './Examples';
import { examplesFor, type KeyFacts } from './examples';
import { fetcherWith } from './fetcher';
import { KeyBar } from './KeyBar';
import { keyFacts } from './keyFacts';
import { NoKey } from './NoKey';
import type { PageSettings } from './settings';

// Nothing is kept between visits.
const NOTHING_KEPT = { length: 0, clear() {}, getItem: () => null, removeItem() {}, setItem() {} };

export function Explorer({ settings }: { settings: PageSettings }) {
  const [apiKey, setApiKey] = useState(settings.demoKeys[0]?.key ?? '');
  const [known, setKnown] = useState<{ apiKey: string; facts: KeyFacts | null } | null>(null);
  const [examplesPlace, setExamplesPlace] = useState<HTMLElement | null>(null);

  useEffect(() => {
    if (!apiKey) return;
    const asking = new AbortController();
    void keyFacts(apiKey, settings.endpoint, asking.signal).then((facts) => {
      if (!asking.signal.aborted) setKnown({ apiKey, facts });
    });
    return () => asking.abort();
  }, [apiKey, settings]);

  const fetcher = useMemo(() => known && fetcherWith(known.apiKey, settings.endpoint), [known, settings]);
  const examples = useMemo(() => known && examplesFor(known.facts, settings.capitals), [known, settings]);

  // What was typed belongs to the person, not to the key: the editor stays, out of sight, until it has the new key.
  return (
    <>
      <KeyBar apiKey={apiKey} settings={settings} onChange={setApiKey} />
      {!apiKey && <NoKey texts={settings.texts} />}
      <div className="explorer-work" hidden={known?.apiKey !== apiKey}>
        <nav className="explorer-examples" ref={setExamplesPlace} />
        <main className="explorer-main">
          {fetcher && examples && (
            <GraphiQL
              fetcher={fetcher}
              storage={NOTHING_KEPT}
              defaultTabs={examples.slice(0, 1).map(({ query, variables }) => ({ query, variables }))}
              initialVariables={examples[0].variables}
              defaultEditorToolsVisibility="variables"
              shouldPersistHeaders={false}
            >
              {examplesPlace && <Examples examples={examples} texts={settings.texts} place={examplesPlace} />}
            </GraphiQL>
          )}
        </main>
      </div>
    </>
  );
}
