// Two small forms for tests: as the kit has them, with fewer rows.

import type { Field, Form } from "../src/kit.ts";

const field = (name: string, block: Field["block"] = "votes"): Field => ({
  name,
  label: name,
  block,
  page: 1,
  digits: 3,
  stage: /_caleg_/.test(name) ? 2 : 1,
});

export const FORM: Form = {
  contest: "ppwp",
  code: "C.HASIL-PPWP",
  edition: "2024",
  v: 1,
  district: null,
  voter_limit: 300,
  rows: {},
  width: 600,
  height: 900,
  pages: [],
  groups: [
    {
      heading: "I.A",
      label: "Data pemilih",
      fields: ["l", "p", "j"].map((sex) => field(`pemilih_dpt_${sex}`, "administration")),
    },
    { heading: "II", label: "Surat suara", fields: [field("surat_suara_diterima", "administration")] },
    { heading: "IV", label: "Suara", fields: [field("suara_1"), field("suara_2"), field("suara_sah")] },
  ],
  rules: [
    { code: "R101", rule: "sum", parts: ["pemilih_dpt_l", "pemilih_dpt_p"], total: "pemilih_dpt_j" },
    {
      code: "W301",
      near_code: "I301",
      rule: "reserve",
      ballots: "surat_suara_diterima",
      voters: "pemilih_dpt_j",
      percent: 2,
      tolerance: 10,
    },
    { code: "R131", rule: "sum", parts: ["suara_1", "suara_2"], total: "suara_sah" },
  ],
};

export const PARTIES: Form = {
  ...FORM,
  contest: "pdpr",
  code: "C.HASIL-DPR",
  groups: [
    {
      heading: "IV.1",
      label: "Satu",
      fields: ["partai_1", "partai_1_caleg_1", "partai_1_caleg_2", "partai_1_caleg_3", "partai_1_total"].map(
        (name) => field(name),
      ),
    },
    {
      heading: "IV.2",
      label: "Dua",
      fields: ["partai_2", "partai_2_caleg_1", "partai_2_total"].map((name) => field(name)),
    },
    { heading: "V", label: "Jumlah", fields: [field("suara_sah")] },
  ],
  rules: [],
};
