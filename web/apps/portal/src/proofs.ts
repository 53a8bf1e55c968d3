// "Check this yourself": records and their proofs fetched from the log and computed in this browser.

import { proveRecord } from "@sirekap/log";

/** Proves every record of a station's history that is in the log, and says how it went. */
export async function check(place: HTMLElement): Promise<void> {
  const key = document.body.dataset.logKey ?? "";
  const output = place.querySelector("output");
  if (!output) return;
  const say = (name: string, facts: Record<string, string>) => {
    let text = place.dataset[name] ?? "";
    for (const [blank, fact] of Object.entries(facts)) text = text.replace(`{${blank}}`, fact);
    output.textContent = text;
  };
  const links = place.closest(".station")?.querySelectorAll<HTMLElement>("[data-record]") ?? [];
  const logged = [...links].filter((link) => link.dataset.index !== "");
  say("running", { count: String(logged.length) });
  try {
    for (const link of logged) {
      const { record = "", index = "" } = link.dataset;
      const told = await proveRecord(site(), record, Number(index), key);
      if (!told.holds) {
        const refusal = told.steps.at(-1)?.refusal;
        say("bad", { what: refusal ? `${refusal.code} (${refusal.about})` : record.slice(0, 12) });
        return;
      }
    }
    say("good", { count: String(logged.length) });
  } catch (reason) {
    say("cannot", { what: reason instanceof Error ? reason.message : String(reason) });
  }
}

function site(): string {
  return new URL(document.body.dataset.root || ".", location.href).href.replace(/\/$/, "");
}
