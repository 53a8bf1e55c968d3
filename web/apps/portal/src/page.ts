// What a page does by itself; every number is there without it.

import "./style/style.css";
import { watchFreshness } from "./fresh.ts";
import { openPhotos } from "./photo.ts";
import { renew } from "./renew.ts";
import { offerThemes } from "./theme-switch.ts";

offerThemes();
openPhotos();
void watchFreshness();
keepPlace();
if (document.body.dataset.renew) void renew(Number(document.body.dataset.renew));

if (document.body.dataset.logKey && crypto.subtle) {
  for (const place of document.querySelectorAll<HTMLElement>("[data-check]")) {
    place.hidden = false;
    place.querySelector("button")?.addEventListener("click", () => {
      void import("./proofs.ts").then((part) => part.check(place));
    });
  }
}
if (document.querySelector("#temuan")) {
  void import("./search.ts").then((part) => part.search());
}
const plot = document.querySelector<HTMLElement>("[data-arrivals]");
if (plot) {
  void import("./plot.ts").then((part) => part.draw(plot));
}

/** Links to the same place in another contest or language keep the station that is looked at. */
function keepPlace(): void {
  const follow = () => {
    for (const link of document.querySelectorAll<HTMLAnchorElement>("[data-keep-hash], [data-same-place]")) {
      link.hash = location.hash;
      if (location.search) link.search = location.search;
    }
  };
  follow();
  addEventListener("hashchange", follow);
}
