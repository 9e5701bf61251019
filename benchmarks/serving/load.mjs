// Loads one server and prints what came of it. Reads {url, bodies, headers, seconds, connections, rate} as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const autocannon = createRequire(new URL("../../frontend/package.json", import.meta.url))("autocannon");
const { url, bodies, headers, seconds, connections, rate } = JSON.parse(readFileSync(0, "utf-8"));
const took = []; // milliseconds of each answer, as autocannon tells whole ones; not at full speed, where that costs the load
const run = autocannon({
  url,
  connections,
  duration: seconds,
  overallRate: rate || undefined,
  requests: bodies.map((body) => ({ method: "POST", headers, body })),
});
if (rate) run.on("response", (_client, _status, _bytes, milliseconds) => took.push(milliseconds));
const result = await run;
const sorted = Float64Array.from(took).sort();
const quantile = (share) => sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)];
const { p50, p99 } = rate ? { p50: quantile(0.5), p99: quantile(0.99) } : result.latency;
const total = result.requests.total;
console.log(
  JSON.stringify({
    perSecond: total / result.duration,
    total,
    failed: result.non2xx + result.errors,
    p50,
    p99,
  }),
);
