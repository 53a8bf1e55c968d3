// The tables that vite/texts.ts makes.
declare module "sirekap:texts/id" {
  const texts: Readonly<Record<string, string>>;
  export default texts;
}
declare module "sirekap:texts/en" {
  const texts: Readonly<Record<string, string>>;
  export default texts;
}
