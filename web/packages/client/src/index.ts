// Talking to /api/v1: refusals as values, in the server's own words.

/** What the server refused (RFC 9457); `code` is stable, `detail` a sentence for the person who must act. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Seconds to wait before the next try, if the server named them. */
  readonly retryAfter: number | null;
}

/** Reads a refusing answer. One that is no problem document, as a captive portal gives, has the code `""`. */
export async function problemOf(response: Response): Promise<Problem> {
  const wait = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  const told: unknown = await response.json().catch(() => null);
  const { code, detail } = (told ?? {}) as { code?: unknown; detail?: unknown };
  return {
    status: response.status,
    code: typeof code === "string" ? code : "",
    detail: typeof detail === "string" ? detail : response.statusText,
    retryAfter: Number.isNaN(wait) ? null : wait,
  };
}
