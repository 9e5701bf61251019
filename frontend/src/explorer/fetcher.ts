import { createGraphiQLFetcher, type Fetcher, type FetcherParams } from '@graphiql/toolkit';

// What sends the queries, with the key. Refusals are JSON, too, and are shown as they are.
export function fetcherWith(apiKey: string, url: string): Fetcher {
  const send = createGraphiQLFetcher({
    url,
    headers: {
      Accept: 'application/graphql-response+json, application/json',
      Authorization: `Bearer ${apiKey}`,
    },
  });
  return (params, options) => send(ofThisQuery(params), options);
}

// For a moment after a change of tabs, GraphiQL still names the operation of the tab before.
function ofThisQuery(params: FetcherParams): FetcherParams {
  const { operationName, ...others } = params;
  const isInQuery = operationName && new RegExp(`\\b${operationName}\\b`).test(params.query);
  return isInQuery ? params : others;
}
