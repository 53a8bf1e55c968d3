// What this phone asks of its server, and what may come instead of an answer. One door to the network.

import { type Problem, problemOf } from "@sirekap/client";
import type { Octets } from "@sirekap/log";

/** Why an answer is none: no network; a page of the network's own that wants a login; the server says no. */
export type Trouble =
  | { readonly kind: "offline" | "portal" }
  | { readonly kind: "refused"; readonly problem: Problem };

export class NoAnswer extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(trouble.kind === "refused" ? trouble.problem.code : trouble.kind);
    this.trouble = trouble;
  }
}

const PATIENCE_MS = 60_000;

export interface Answer {
  readonly text: string;
  readonly status: number;
}

export class Server {
  /** Told the server's clock, ms, by each of its answers, refusals too. */
  heard: (date: number) => void = () => undefined;

  async get<T>(path: string): Promise<T> {
    return JSON.parse((await this.ask(path, {})).text) as T;
  }

  post(path: string, envelope: Octets): Promise<Answer> {
    return this.ask(path, {
      method: "POST",
      body: envelope,
      headers: { "content-type": "application/json" },
    });
  }

  /** A picture, as a file. */
  picture(path: string): Promise<Blob> {
    return patiently(async (signal) => {
      const response = await fetched(path, { signal });
      if (!response.ok) throw new NoAnswer({ kind: "refused", problem: await problemOf(response) });
      return response.blob();
    });
  }

  /** Puts bytes at an address the server gave: a part of them to itself, all of them to an object store. */
  put(address: string, part: Blob, range: string | null): Promise<Answer> {
    const headers: Record<string, string> = { "content-type": "application/octet-stream" };
    if (range !== null) headers["content-range"] = range;
    return this.ask(address, { method: "PUT", body: part, headers }, range === null);
  }

  private ask(path: string, init: RequestInit, foreign = false): Promise<Answer> {
    return patiently(async (signal) => {
      const response = await fetched(path, { ...init, signal });
      if (!foreign) await this.ours(response);
      else if (!response.ok) throw new NoAnswer({ kind: "offline" });
      const text = await response.text();
      if (!foreign && !isJson(text)) throw new NoAnswer({ kind: "offline" }); // Cut in the middle.
      return { text, status: response.status };
    });
  }

  /** Throws for what our server did not say, or said no with; it always speaks JSON. */
  private async ours(response: Response): Promise<void> {
    const json = (response.headers.get("content-type") ?? "").includes("json");
    const date = Date.parse(response.headers.get("date") ?? "");
    if (json && !Number.isNaN(date)) this.heard(date);
    // A bad gateway of our own front is no login page.
    if (!json && response.status < 500) throw new NoAnswer({ kind: "portal" });
    if (!response.ok) throw new NoAnswer({ kind: "refused", problem: await problemOf(response) });
  }
}

async function fetched(path: string, init: RequestInit): Promise<Response> {
  const plain = { cache: "no-store", credentials: "omit", redirect: "manual" } as const;
  const response = await fetch(path, { ...init, ...plain });
  if (response.type === "opaqueredirect") throw new NoAnswer({ kind: "portal" });
  return response;
}

/** The whole of an answer within so long, its body too; whatever else goes wrong is that there was no network. */
async function patiently<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const watch = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    return await work(stop.signal);
  } catch (error) {
    throw error instanceof NoAnswer ? error : new NoAnswer({ kind: "offline" });
  } finally {
    clearTimeout(watch);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
