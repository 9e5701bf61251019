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
const { p50, p99 } = result.latency;
const total = result.requests.total;
console.log(
  JSON.stringify({ perSecond: total / result.duration, total, failed: result.non2xx + result.errors, p50, p99 }),
);
