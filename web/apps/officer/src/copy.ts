// The copy of a contest's C.HASIL for witnesses and the supervisor: a PDF made here, and the phone's own way of sharing.

import { fieldsOf } from "@sirekap/form";
import type { App } from "./app.svelte.ts";
import { stationNumber } from "./kit.ts";
import { pdf, type Sheet } from "./pdf.ts";
import { clock, t } from "./texts.ts";

/** Shares or saves the copy; gives what is to be said about it. */
export async function shareCopy(app: App, contest: string): Promise<string> {
  const file = await copyOf(app, contest);
  const shared = { files: [file] };
  if (navigator.canShare?.(shared)) {
    return navigator.share(shared).then(
      () => t("sent.copy_shared"),
      () => "", // Whoever closed the sheet knows.
    );
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return t("sent.copy_saved", { name: file.name });
}

export async function copyOf(app: App, contest: string): Promise<File> {
  const draft = app.evening.drafts[contest];
  const filed = app.evening.filed[contest];
  const { kit } = app;
  if (kit === null || draft === undefined || filed === undefined) throw new Error("nothing was filed");
  const { station } = kit;
  const heading = [
    ...(kit.phase === "rehearsal" ? [t("rehearsal")] : []),
    t("copy.title", { contest: app.contestName(contest), n: stationNumber(station.station) }),
    station.regions
      .map((each) => each.name)
      .reverse()
      .join(", "),
    t("copy.record", { id: filed.id, version: filed.version }),
    filed.receiptAt === null ? t("copy.not_sent") : t("copy.sent", { time: clock(filed.receiptAt) }),
  ];
  const rows = fieldsOf(app.form(contest))
    .filter((field) => draft.numbers[field.name] !== undefined)
    .map((field) => [field.label, String(draft.numbers[field.name] ?? "–")] as const);
  const sheets: Sheet[] = [];
  for (const { page, sha256 } of [...draft.photos].sort((one, other) => one.page - other.page)) {
    const photo = await app.photo(sha256);
    if (photo === undefined) continue;
    const picture = await createImageBitmap(photo.page);
    const jpeg = new Uint8Array(await photo.page.arrayBuffer());
    sheets.push({
      lines: [heading[0] ?? "", t("copy.page", { page })],
      picture: { jpeg, width: picture.width, height: picture.height },
    });
    picture.close();
  }
  const name = `${app.form(contest).code}-${station.station}.pdf`;
  return new File([pdf([{ lines: heading, rows }, ...sheets])], name, { type: "application/pdf" });
}
