import { mount } from "svelte";
import App from "./App.svelte";
import "@sirekap/ui/tokens.css";

mount(App, { target: document.body });
