import { mount } from "svelte";
import Shown from "./App.svelte";
import { App } from "./app.svelte.ts";
import "@sirekap/ui/tokens.css";
import "./app.css";

const app = new App();
mount(Shown, { target: document.body, props: { app } });
// Two tabs would write over each other: the second waits until the first is closed.
void navigator.locks.request("sirekap-app", async () => {
  await app.start();
  await new Promise<never>(() => undefined);
});
