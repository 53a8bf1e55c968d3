// What waits to be sent, and when which of it is tried: pure. Nothing leaves it for any other reason than
// a receipt that verified.

export interface Waiting {
  readonly page: number;
  readonly sha256: string;
  readonly size: number;
  readonly state: "waiting" | "safe" | "refused";
  readonly refusal: string | null;
}

/** A signed return on its way, and the photos it names. Times are milliseconds by this phone's clock. */
export interface Parcel {
  readonly id: string;
  readonly contest: string;
  readonly version: number;
  readonly envelope: Uint8Array<ArrayBuffer>;
  readonly made: number;
  readonly photos: readonly Waiting[];
  /** The receipt as it came, once it verified. */
  readonly receipt: Uint8Array<ArrayBuffer> | null;
  readonly receiptAt: string | null;
  readonly photosFrom: number;
  readonly tries: number;
  readonly next: number;
  /** Why the last try failed: a code, or `offline`, `portal`, `busy`. */
  readonly trouble: string | null;
}

export type Job =
  | { readonly kind: "numbers"; readonly parcel: Parcel }
  | { readonly kind: "photo"; readonly parcel: Parcel; readonly photo: Waiting };

const FIRST_MS = 2_000;
const LONGEST_MS = 5 * 60_000;

/** How long to wait after so many failures: anything up to a bound that doubles. */
export function pause(tries: number, random: () => number): number {
  return Math.ceil(random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 20)));
}

/** What is due: numbers before any photo, the older before the newer. */
export function due(parcels: readonly Parcel[], now: number): Job | null {
  const ready = parcels.filter((each) => each.next <= now).sort((one, other) => one.made - other.made);
  const numbers = ready.find((each) => each.receipt === null);
  if (numbers !== undefined) return { kind: "numbers", parcel: numbers };
  for (const parcel of ready) {
    const photo = parcel.photos.find((each) => each.state === "waiting");
    if (photo !== undefined && parcel.photosFrom <= now) return { kind: "photo", parcel, photo };
  }
  return null;
}

/** When to look again; `null` when nothing waits. */
export function wake(parcels: readonly Parcel[]): number | null {
  const times = parcels.filter((each) => !done(each)).map(readyAt);
  return times.length === 0 ? null : Math.min(...times);
}

function readyAt(parcel: Parcel): number {
  return parcel.receipt === null ? parcel.next : Math.max(parcel.next, parcel.photosFrom);
}

/** Nothing of it is left to do. */
export function done(parcel: Parcel): boolean {
  return parcel.receipt !== null && parcel.photos.every((photo) => photo.state !== "waiting");
}

export function failed(
  parcel: Parcel,
  trouble: string,
  now: number,
  random: () => number,
  retryAfter: number | null = null,
): Parcel {
  // What the server asked for is kept; jitter comes on top, so that not all phones come back at once.
  const wait = (retryAfter ?? 0) * 1000 + pause(parcel.tries, random);
  return { ...parcel, tries: parcel.tries + 1, next: now + wait, trouble };
}

export function receipted(
  parcel: Parcel,
  receipt: Uint8Array<ArrayBuffer>,
  at: string,
  photosFrom: number,
): Parcel {
  return { ...parcel, receipt, receiptAt: at, photosFrom, tries: 0, next: 0, trouble: null };
}

export function photoIs(
  parcel: Parcel,
  sha256: string,
  state: Waiting["state"],
  refusal: string | null,
): Parcel {
  const photos = parcel.photos.map((photo) =>
    photo.sha256 === sha256 ? { ...photo, state, refusal } : photo,
  );
  return { ...parcel, photos, tries: 0, next: 0, trouble: null };
}

/** Whoever opens the app or comes back to a network does not wait for the end of a pause that the phone made. */
export function hurried(parcel: Parcel, now: number): Parcel {
  return parcel.trouble === "offline" || parcel.trouble === "portal" ? { ...parcel, next: now } : parcel;
}
