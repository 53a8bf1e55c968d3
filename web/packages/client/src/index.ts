// Talking to /api/v1: problem documents as values, Retry-After kept.

/** What the server refused, in its own words (RFC 9457): `code` as in spec/openapi.json. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /** Seconds to wait before the next try, if the server named them. */
  readonly retryAfter: number | null;
}

/** Read a refusing answer; one that is no problem document keeps its status and has the code `""`. */
export async function problemOf(response: Response): Promise<Problem> {
  const wait = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  const retryAfter = Number.isNaN(wait) ? null : wait;
  const told: unknown = await response.json().catch(() => null);
  const { code, title } = (told ?? {}) as { code?: unknown; title?: unknown };
  return {
    status: response.status,
    code: typeof code === "string" ? code : "",
    title: typeof title === "string" ? title : response.statusText,
    retryAfter,
  };
}
