/** A request of the shop's is small: whose is not complete by then is gone, or does not mean well. */
const patienceMs = 15_000;

/**
 * How long the server waits for a request's end: then Node answers 408 and hangs up, whoever was to answer.
 * @param {number} [requestTimeout] in ms
 * @returns {import("node:http").ServerOptions}
 */
export const limits = (requestTimeout = patienceMs) => ({
  requestTimeout,
  headersTimeout: requestTimeout,
  connectionsCheckingInterval: Math.min(1000, requestTimeout),
});
