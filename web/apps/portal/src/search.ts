// Search by name or code over small static files, each named by the first letters of a word.

type Place = readonly [code: string, name: string, where: string];

const LETTERS = 3;
const MOST = 60;
const CODE = /^\d{2}(?:[\dA-Z]{2}){0,2}$|^\d{2}[\dA-Z]{8}(?:\d{3})?$/;

/** Runs the search page: from the address, then as it is typed. */
export function search(): void {
  const field = document.querySelector<HTMLInputElement>("#cari");
  const list = document.querySelector<HTMLElement>("#temuan");
  const told = document.querySelector<HTMLElement>("#jumlah-temuan");
  if (!field || !list || !told) return;
  let turn = 0;
  const look = async () => {
    const mine = ++turn;
    const found = await find(field.value, list.dataset.index ?? "");
    if (mine === turn) show(found, field.value, list, told);
  };
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", () => void look());
  field.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void look();
  });
  if (field.value) void look();
}

/** Plain small letters and figures, as the index is made (publication/pages/search.py). */
export function words(text: string): string[] {
  const plain = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  return plain.split(/[^a-z0-9]+/).filter((word) => word !== "");
}

/** The places whose name and surroundings have every word; of the longest word the file is read. */
export async function find(text: string, index: string): Promise<readonly Place[] | null> {
  const code = text.trim().toUpperCase();
  if (CODE.test(code)) return [[code, code, ""]];
  const asked = words(text);
  const longest = [...asked].sort((one, other) => other.length - one.length)[0];
  if (longest === undefined || longest.length < 2) return null;
  const lists = await Promise.all(keys(asked, longest).map((key) => read(`${index}${key}.json`)));
  const seen = new Map(lists.flat().map((place) => [place[0], place]));
  return [...seen.values()].filter((place) => holds(place, asked));
}

/** The files to read: each asked word may be the one that is the place's own, the others where it lies. */
function keys(asked: readonly string[], longest: string): string[] {
  const long = asked.filter((word) => word.length >= LETTERS);
  return [
    ...new Set((long.length ? long : [longest]).map((word) => word.slice(0, LETTERS).padEnd(LETTERS, "_"))),
  ];
}

function holds(place: Place, asked: readonly string[]): boolean {
  const here = words(`${place[1]} ${place[2]}`);
  return asked.every((word) => here.some((each) => each.startsWith(word)));
}

async function read(address: string): Promise<readonly Place[]> {
  const answer = await fetch(address);
  return answer.ok ? ((await answer.json()) as readonly Place[]) : [];
}

function show(found: readonly Place[] | null, text: string, list: HTMLElement, told: HTMLElement): void {
  const pages = list.dataset.pages ?? "";
  list.replaceChildren(...(found ?? []).slice(0, MOST).map((place) => entry(place, pages)));
  if (found === null) told.textContent = text.trim() ? (told.dataset.short ?? "") : "";
  else if (found.length === 0) told.textContent = told.dataset.none ?? "";
  else told.textContent = (told.dataset.some ?? "").replace("{count}", String(found.length));
}

function entry([code, name, where]: Place, pages: string): HTMLElement {
  const link = document.createElement("a");
  link.href = code.length === 13 ? `${pages}${code.slice(0, 12)}.html#${code}` : `${pages}${code}.html`;
  const small = document.createElement("small");
  small.textContent = where ? ` ${where}` : "";
  link.append(name, small);
  const item = document.createElement("li");
  item.append(link);
  return item;
}
