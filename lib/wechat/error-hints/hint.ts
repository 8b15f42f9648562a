/** What an error code usually means in practice, and what to do about it: one sentence in each language. */
export interface Hint {
  readonly en: string;
  readonly zh: string;
  /** Doing the same again, unchanged, may succeed. Default false. */
  readonly retryable?: boolean;
}
