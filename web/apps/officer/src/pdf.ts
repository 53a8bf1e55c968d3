// A small PDF (ISO 32000-1): A4 pages of lines, of rows with a number, or of one JPEG. Latin letters alone.

import { joined, type Octets } from "@sirekap/log";

export interface Sheet {
  readonly lines: readonly string[];
  readonly rows?: readonly (readonly [string, string])[];
  readonly picture?: { readonly jpeg: Octets; readonly width: number; readonly height: number };
}

const WIDTH = 595;
const HEIGHT = 842;
const MARGIN = 40;
const LINE = 14;
const SMALL = 9.5;

/** The whole file. Rows that a page has no room for go on the next. */
export function pdf(sheets: readonly Sheet[]): Octets {
  const file = new Objects();
  const font = file.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
  const tree = file.reserve();
  const pages = sheets.flatMap(split).map((sheet) => page(file, sheet, font, tree));
  file.set(
    tree,
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((each) => `${each} 0 R`).join(" ")}] >>`,
  );
  const root = file.add(`<< /Type /Catalog /Pages ${tree} 0 R >>`);
  return file.whole(root);
}

function split(sheet: Sheet): Sheet[] {
  const rows = sheet.rows ?? [];
  const room = Math.floor((HEIGHT - 2 * MARGIN - LINE * (sheet.lines.length + 1)) / LINE);
  if (rows.length <= room) return [sheet];
  return [{ ...sheet, rows: rows.slice(0, room) }, ...split({ ...sheet, rows: rows.slice(room) })];
}

function page(file: Objects, sheet: Sheet, font: number, tree: number): number {
  let top = HEIGHT - MARGIN;
  const drawn: string[] = [];
  const write = (text: string, x: number, size: number) => {
    drawn.push(`BT /F1 ${size} Tf ${x} ${top} Td ${literal(text)} Tj ET`);
  };
  for (const [at, line] of sheet.lines.entries()) {
    write(line, MARGIN, at === 0 ? 13 : SMALL);
    top -= at === 0 ? LINE + 4 : LINE;
  }
  for (const [label, value] of sheet.rows ?? []) {
    write(label, MARGIN, SMALL);
    write(value, WIDTH - MARGIN - 60, SMALL);
    top -= LINE;
  }
  let images = "";
  if (sheet.picture !== undefined) {
    const { jpeg, width, height } = sheet.picture;
    const image = file.add(
      `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length ${jpeg.length} >>`,
      jpeg,
    );
    const scale = Math.min((WIDTH - 2 * MARGIN) / width, (top - MARGIN) / height);
    drawn.push(
      `q ${(width * scale).toFixed(2)} 0 0 ${(height * scale).toFixed(2)} ${MARGIN} ${(top - height * scale).toFixed(2)} cm /I1 Do Q`,
    );
    images = ` /XObject << /I1 ${image} 0 R >>`;
  }
  const content = latin(drawn.join("\n"));
  const stream = file.add(`<< /Length ${content.length} >>`, content);
  return file.add(
    `<< /Type /Page /Parent ${tree} 0 R /MediaBox [0 0 ${WIDTH} ${HEIGHT}] /Contents ${stream} 0 R /Resources << /Font << /F1 ${font} 0 R >>${images} >> >>`,
  );
}

/** A string as it stands in a content stream; what the encoding has not becomes a question mark. */
function literal(text: string): string {
  const known = text
    .replaceAll("–", "-")
    .replaceAll("·", "-")
    .replace(/[^\x20-\x7e\xa0-\xff]/g, "?");
  return `(${known.replace(/[\\()]/g, "\\$&")})`;
}

function latin(text: string): Octets {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** Objects by number, and the table of where each begins. */
class Objects {
  private readonly objects: (Octets | null)[] = [];

  reserve(): number {
    return this.objects.push(null);
  }

  set(number: number, dictionary: string, stream?: Octets): void {
    const parts = [latin(`${number} 0 obj\n${dictionary}\n`)];
    if (stream !== undefined) parts.push(latin("stream\n"), stream, latin("\nendstream\n"));
    this.objects[number - 1] = joined(...parts, latin("endobj\n"));
  }

  add(dictionary: string, stream?: Octets): number {
    const number = this.reserve();
    this.set(number, dictionary, stream);
    return number;
  }

  whole(root: number): Octets {
    const parts = [latin("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")];
    let length = parts[0]?.length ?? 0;
    let table = `xref\n0 ${this.objects.length + 1}\n0000000000 65535 f \n`;
    for (const object of this.objects) {
      if (object === null) throw new Error("an object was reserved and never set");
      table += `${String(length).padStart(10, "0")} 00000 n \n`;
      parts.push(object);
      length += object.length;
    }
    parts.push(
      latin(
        `${table}trailer\n<< /Size ${this.objects.length + 1} /Root ${root} 0 R >>\nstartxref\n${length}\n%%EOF\n`,
      ),
    );
    return joined(...parts);
  }
}
