// The sentences of the app; Indonesian is what the phone starts with.

import texts from "sirekap:texts/id";
import { type Facts, say } from "@sirekap/ui";

/** The sentence of `officer.<code>`. */
export function t(code: string, facts: Facts = {}): string {
  return say(texts, `officer.${code}`, facts);
}

/** The sentence of any code: a rule's, a refusal's; one that is not known is shown as it is. */
export function told(code: string, facts: Facts = {}): string {
  return code in texts ? say(texts, code, facts) : t("trouble.other", { code });
}

/** A time of day as a clock on the wall has it. */
export function clock(at: string | number): string {
  return new Date(at).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
}
