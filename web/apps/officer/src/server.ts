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
  async picture(path: string): Promise<Blob> {
    const response = await this.fetched(path, {});
    if (!response.ok) throw new NoAnswer({ kind: "refused", problem: await problemOf(response) });
    return response.blob();
  }

  /** Puts bytes at an address the server gave: a part of them to itself, all of them to an object store. */
  put(address: string, part: Blob, range: string | null): Promise<Answer> {
    const headers: Record<string, string> = { "content-type": "application/octet-stream" };
    if (range !== null) headers["content-range"] = range;
    return this.ask(address, { method: "PUT", body: part, headers }, range === null);
  }

  private async ask(path: string, init: RequestInit, foreign = false): Promise<Answer> {
    const response = await this.fetched(path, init);
    const type = response.headers.get("content-type") ?? "";
    const date = Date.parse(response.headers.get("date") ?? "");
    if (type.includes("json") && !foreign && !Number.isNaN(date)) this.heard(date);
    if (!response.ok && type.includes("json")) {
      throw new NoAnswer({ kind: "refused", problem: await problemOf(response) });
    }
    if (!foreign && !type.includes("json")) {
      // Our server answers in JSON; a bad gateway of its own front is no login page.
      throw response.status >= 500
        ? new NoAnswer({ kind: "refused", problem: await problemOf(response) })
        : new NoAnswer({ kind: "portal" });
    }
    if (!response.ok) throw new NoAnswer({ kind: "offline" });
    const text = await response.text().catch(() => "");
    if (!foreign && !isJson(text)) throw new NoAnswer({ kind: "offline" }); // Cut in the middle.
    return { text, status: response.status };
  }

  private async fetched(path: string, init: RequestInit): Promise<Response> {
    const stop = new AbortController();
    const watch = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      const response = await fetch(path, {
        ...init,
        cache: "no-store",
        credentials: "omit",
        redirect: "manual",
        signal: stop.signal,
      });
      if (response.type === "opaqueredirect") throw new NoAnswer({ kind: "portal" });
      return response;
    } catch (error) {
      throw error instanceof NoAnswer ? error : new NoAnswer({ kind: "offline" });
    } finally {
      clearTimeout(watch);
    }
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
