// QR codes in a picture: by the browser's own detector where it has one.

export type Find = (picture: HTMLVideoElement | HTMLCanvasElement | ImageBitmap) => Promise<string[]>;

interface Detector {
  detect(picture: ImageBitmapSource): Promise<{ rawValue: string }[]>;
}
type Detectors = { BarcodeDetector?: new (options: { formats: string[] }) => Detector };

/** A finder of QR codes; one that finds none where the browser has no detector (then codes are typed). */
export async function detector(): Promise<Find> {
  const { BarcodeDetector } = globalThis as Detectors;
  if (BarcodeDetector === undefined) return async () => [];
  const own = new BarcodeDetector({ formats: ["qr_code"] });
  return async (picture) => (await own.detect(picture).catch(() => [])).map((each) => each.rawValue);
}
