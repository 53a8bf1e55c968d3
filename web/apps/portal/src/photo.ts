// A photo in full, over the page; without this the link opens the picture itself.

/** Opens photos in a dialog that can be zoomed, scrolled and left with Escape. */
export function openPhotos(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-photo]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link);
  });
}

function show(link: HTMLAnchorElement): void {
  const dialog = document.createElement("dialog");
  dialog.className = "photo";
  const picture = document.createElement("img");
  picture.src = link.href;
  picture.alt = link.querySelector("img")?.alt ?? "";
  dialog.setAttribute("aria-label", picture.alt);
  const frame = document.createElement("div");
  frame.tabIndex = 0;
  frame.append(picture);
  const form = document.createElement("form");
  form.method = "dialog";
  const nearer = button("+", () => picture.classList.toggle("near"));
  nearer.type = "button";
  form.append(nearer, button("×"));
  dialog.append(frame, form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function button(text: string, press?: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.textContent = text;
  made.setAttribute("aria-label", text === "+" ? "Zoom" : "Tutup / Close");
  if (press) made.addEventListener("click", press);
  return made;
}
