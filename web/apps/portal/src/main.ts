// The public pages stand without scripts; this adds what a browser can do beyond them.
import "@sirekap/ui/tokens.css";

document.documentElement.dataset.scripts = "on";
