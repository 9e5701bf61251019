import { GraphiQL } from 'graphiql';
import { useEffect, useMemo, useState } from 'react';

import { type Example, examplesFor } from './examples';
import { fetcherWith } from './fetcher';
import { KeyBar } from './KeyBar';
import { keyFacts } from './keyFacts';
import { NoKey } from './NoKey';
import type { PageSettings } from './settings';

// Nothing is kept between visits: tabs belong to the key that they were made for.
const NOTHING_KEPT = { length: 0, clear() {}, getItem: () => null, removeItem() {}, setItem() {} };

export function Explorer({ settings }: { settings: PageSettings }) {
  const [apiKey, setApiKey] = useState(settings.demoKeys[0]?.key ?? '');
  const [examples, setExamples] = useState<{ apiKey: string; tabs: Example[] } | null>(null);
  const fetcher = useMemo(() => fetcherWith(apiKey, settings.endpoint), [apiKey, settings.endpoint]);

  useEffect(() => {
    if (!apiKey) return;
    const asking = new AbortController();
    void keyFacts(apiKey, settings.endpoint, asking.signal).then((facts) => {
      if (!asking.signal.aborted) setExamples({ apiKey, tabs: examplesFor(facts, settings.texts.missingScope) });
    });
    return () => asking.abort();
  }, [apiKey, settings]);

  return (
    <>
      <KeyBar apiKey={apiKey} settings={settings} onChange={setApiKey} />
      <main className="explorer-main">
        {!apiKey && <NoKey texts={settings.texts} />}
        {apiKey && examples?.apiKey === apiKey && (
          <GraphiQL
            key={apiKey}
            fetcher={fetcher}
            storage={NOTHING_KEPT}
            defaultTabs={examples.tabs.map(({ query, variables }) => ({ query, variables }))}
            defaultEditorToolsVisibility="variables"
            shouldPersistHeaders={false}
          />
        )}
      </main>
    </>
  );
}
