// The line of arrivals, to be read closely; the page has it as a picture and a table already.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

interface Arrivals {
  readonly start: string | null;
  readonly step: number;
  readonly counts: readonly number[];
}

/** Puts a plot with a cursor in place of the page's picture. */
export async function draw(figure: HTMLElement): Promise<void> {
  const answer = await fetch(figure.dataset.arrivals ?? "");
  if (!answer.ok) return;
  const told = (await answer.json()) as Arrivals;
  const picture = figure.querySelector("svg");
  if (told.start === null || !picture) return;
  const begin = Date.parse(told.start) / 1000;
  const times = told.counts.map((_, step) => begin + step * told.step);
  let together = 0;
  const sums = told.counts.map((count) => {
    together += count;
    return together;
  });
  const style = getComputedStyle(document.documentElement);
  const ink = style.getPropertyValue("--soft");
  const axis = { stroke: ink, grid: { stroke: style.getPropertyValue("--line") } };
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "Asia/Jakarta",
  });
  const said = (stamp: number) => clock.format(new Date(stamp * 1000));
  const holder = document.createElement("div");
  picture.replaceWith(holder);
  new uPlot(
    {
      width: figure.clientWidth,
      height: 280,
      tzDate: (stamp) => uPlot.tzDate(new Date(stamp * 1000), "Asia/Jakarta"),
      series: [
        { label: "WIB", value: (_, stamp) => (stamp === null ? "–" : said(stamp)) },
        { label: figure.dataset.label ?? "", stroke: style.getPropertyValue("--link"), width: 2 },
      ],
      axes: [
        { ...axis, values: (_, stamps) => stamps.map(said), space: 110 },
        { ...axis, size: 70 },
      ],
    },
    [times, sums],
    holder,
  );
}
