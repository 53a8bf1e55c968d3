// How fresh the page is: the site's stand is asked for each minute, and newer numbers are announced.

interface Latest {
  readonly size: number;
  readonly at: string | null;
}

const EVERY = 60_000;

/** Compares the page's stand with the site's, as long as the page is looked at. */
export async function watchFreshness(): Promise<void> {
  const line = document.querySelector<HTMLElement>("[data-fresh]");
  if (!line) return;
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  line.append(" ", told);
  for (;;) {
    if (!document.hidden) await compare(line, told);
    await new Promise((wake) => setTimeout(wake, EVERY));
  }
}

async function compare(line: HTMLElement, told: HTMLElement): Promise<void> {
  const latest = await ask();
  if (latest === null) return;
  const language = document.documentElement.lang;
  told.textContent = (line.dataset.stand ?? "")
    .replace("{size}", latest.size.toLocaleString(language))
    .replace("{at}", latest.at === null ? "–" : clock(latest.at, language));
  if (!(await changed(latest.size))) return;
  told.className = "newer";
  told.textContent = line.dataset.newer ?? "";
}

async function ask(): Promise<Latest | null> {
  try {
    const answer = await fetch(`${document.body.dataset.root}v1/latest.json`, { cache: "no-cache" });
    return answer.ok ? ((await answer.json()) as Latest) : null;
  } catch {
    return null;
  }
}

/** Whether the page itself was written anew: the site's stand grows also where nothing happened here. */
async function changed(size: number): Promise<boolean> {
  if (size <= Number(document.body.dataset.size)) return false;
  try {
    const answer = await fetch(location.pathname, { cache: "no-cache" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return Number(page.body.dataset.size) > Number(document.body.dataset.size);
  } catch {
    return false;
  }
}

function clock(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: "Asia/Jakarta",
  }).format(new Date(at));
}
