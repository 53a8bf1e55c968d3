// For newsrooms: puts a frame with a region's result where this script stands.

const script = document.currentScript as HTMLScriptElement | null;
if (script) {
  const { contest = "ppwp", region = "0", language = "id" } = script.dataset;
  const root = new URL("../", script.src).href;
  const frame = document.createElement("iframe");
  frame.src = `${root}${language === "id" ? "" : `${language}/`}sematan/${contest}/${region}.html`;
  frame.title = "Sirekap";
  frame.loading = "lazy";
  frame.style.cssText = "width:100%;height:22rem;border:0";
  script.after(frame);
}
