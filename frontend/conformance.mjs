// Runs graphql-http's audit against a server: node conformance.mjs URL KEY. Prints what is not as the specification says.
import { auditServer } from 'graphql-http';

const [url, key] = process.argv.slice(2);
const withKey = (address, options = {}) =>
  fetch(address, { ...options, headers: { ...options.headers, Authorization: `Bearer ${key}` } });

const results = await auditServer({ url, fetchFn: withKey });
const complaints = results
  .filter((result) => result.status !== 'ok')
  .map(({ status, id, name, reason }) => ({ status, id, name, reason }));
console.log(JSON.stringify({ audits: results.length, complaints }));
