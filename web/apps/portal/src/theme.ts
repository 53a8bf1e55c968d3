// Before anything is drawn: the reader's choice of light or dark, if one was made here before.

const kept = localStorage.getItem("theme");
if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
