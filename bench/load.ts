import { Agent, request } from "node:http";

/** A closed-loop load generator: a fixed number of connections, each of which asks again once it is answered. */

export type Post = {
  body: string;
  headers: Record<string, string>;
  /** What stands behind the address, `?` included. */
  query?: string;
};

export type Job = {
  url: string;
  headers?: Record<string, string>;
  connections: number;
  /** Each is posted once, and the job ends with the last. */
  posts?: Post[];
  /** Posted every time; without it and without `posts` the requests are GETs. */
  post?: Post;
  /** Without `posts`: how long to ask, and how long before that without counting. */
  seconds?: number;
  warmUpSeconds?: number;
  /** What every answer must contain. */
  expect: string;
};

export type Outcome = {
  /** All that were answered, those of the warm-up too. */
  requests: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
};

type Sample = { began: number; ended: number };

/** Sends one request and reads the whole answer. Anything but a 200 with the expected text is an error. */
function ask({ url, headers, expect }: Job, agent: Agent, post: Post | undefined): Promise<Sample> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const length = post === undefined ? {} : { "content-length": Buffer.byteLength(post.body) };
    const method = post === undefined ? "GET" : "POST";
    const all = { ...headers, ...post?.headers, ...length };
    const sent = request(url + (post?.query ?? ""), { agent, method, headers: all }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.once("error", reject);
      answer.once("end", () => {
        const ended = performance.now();
        // What is compressed is not looked into: the same address is asked uncompressed too.
        const plain = answer.headers["content-encoding"] === undefined;
        const good = answer.statusCode === 200 && (!plain || Buffer.concat(chunks).includes(expect));
        if (good) resolve({ began, ended });
        else
          reject(new Error(`${url} answered ${answer.statusCode}: ${Buffer.concat(chunks).slice(0, 300)}`));
      });
    });
    sent.once("error", reject);
    sent.end(post?.body);
  });
}

/** What the connections send: undefined is a GET, null is the end. */
function source({ posts, post }: Job, until: number): () => Post | undefined | null {
  if (!posts) return () => (performance.now() < until ? post : null);
  const rest = posts.values();
  return () => rest.next().value ?? null;
}

const quantile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Counts what ended between two moments. */
function summary(samples: Sample[], from: number, until: number): Outcome {
  const counted = samples.filter(({ ended }) => ended > from && ended <= until);
  const times = counted.map(({ began, ended }) => ended - began).sort((a, b) => a - b);
  const seconds = (until - from) / 1000;
  const perSecond = counted.length / seconds;
  return { requests: samples.length, perSecond, p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
}

/** Does one job over fresh connections that are kept alive. */
export async function run(job: Job): Promise<Outcome> {
  const agent = new Agent({ keepAlive: true, maxSockets: job.connections });
  const samples: Sample[] = [];
  const from = performance.now() + (job.warmUpSeconds ?? 0) * 1000;
  const until = from + (job.seconds ?? 0) * 1000;
  const next = source(job, until);
  const connection = async () => {
    for (let post = next(); post !== null; post = next()) samples.push(await ask(job, agent, post));
  };
  try {
    await Promise.all(Array.from({ length: job.connections }, connection));
  } finally {
    agent.destroy();
  }
  return summary(samples, from, job.posts ? performance.now() : until);
}

// Started by bench/loader.ts: a process of its own, so that nothing else stands in its event loop.
process.on("message", (job: Job) => {
  run(job).then(
    (outcome) => process.send?.({ outcome }),
    (error: Error) => process.send?.({ fault: error.message }),
  );
});
