export type { Facts, TextCode, Texts } from "./say.ts";
export { say } from "./say.ts";
