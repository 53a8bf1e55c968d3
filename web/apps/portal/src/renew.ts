// A hall's screen and a newsroom's frame renew themselves: what stands in the page is replaced, not the page.

/** Fetches the page again every so many seconds and puts its new contents in place. */
export async function renew(seconds: number): Promise<never> {
  for (;;) {
    await new Promise((wake) => setTimeout(wake, seconds * 1000));
    const page = await ask();
    if (page === null || page.body.dataset.size === document.body.dataset.size) continue;
    document.body.dataset.size = page.body.dataset.size;
    for (const part of ["main", "footer"]) {
      const [mine, theirs] = [document.querySelector(part), page.querySelector(part)];
      if (mine && theirs) mine.replaceWith(document.adoptNode(theirs));
    }
  }
}

async function ask(): Promise<Document | null> {
  try {
    const answer = await fetch(location.pathname, { cache: "no-cache" });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}
