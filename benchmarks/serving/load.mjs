// Loads one server and prints what came of it. Reads {url, bodies, headers, seconds, connections, rate} as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const autocannon = createRequire(new URL("../../frontend/package.json", import.meta.url))("autocannon");
const { url, bodies, headers, seconds, connections, rate } = JSON.parse(readFileSync(0, "utf-8"));
const result = await autocannon({
  url,
  connections,
  duration: seconds,
  overallRate: rate || undefined,
  requests: bodies.map((body) => ({ method: "POST", headers, body })),
});
const { average, p50, p99 } = { average: result.requests.average, ...result.latency };
console.log(
  JSON.stringify({ perSecond: average, total: result.requests.total, failed: result.non2xx + result.errors, p50, p99 }),
);
