import { mount } from "svelte";
import Shown from "./App.svelte";
import { App } from "./app.svelte.ts";
import "@sirekap/ui/tokens.css";
import "./app.css";

const app = new App();
mount(Shown, { target: document.body, props: { app } });
void app.start();
