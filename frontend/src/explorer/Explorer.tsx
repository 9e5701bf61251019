import { GraphiQL } from 'graphiql';
import { useMemo, useState } from 'react';

import { examples } from './examples';
import { fetcherWith } from './fetcher';
import { KeyBar } from './KeyBar';
import { NoKey } from './NoKey';
import type { PageSettings } from './settings';

export function Explorer({ settings }: { settings: PageSettings }) {
  const [apiKey, setApiKey] = useState(settings.demoKeys[0]?.key ?? '');
  const fetcher = useMemo(() => fetcherWith(apiKey, settings.endpoint), [apiKey, settings.endpoint]);

  return (
    <>
      <KeyBar apiKey={apiKey} settings={settings} onChange={setApiKey} />
      <main className="explorer-main">
        {apiKey ? (
          <GraphiQL
            key={apiKey}
            fetcher={fetcher}
            defaultTabs={examples}
            defaultEditorToolsVisibility={false}
            shouldPersistHeaders={false}
          />
        ) : (
          <NoKey texts={settings.texts} />
        )}
      </main>
    </>
  );
}
