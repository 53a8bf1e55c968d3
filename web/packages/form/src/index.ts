// A form in the browser: its fields, its rules while typing, and the return that is signed at the end.

export {
  type Block,
  type Field,
  type Form,
  fieldsOf,
  type Group,
  largestOf,
  pagesOf,
  readForm,
  stageOf,
} from "./form.ts";
export { makeReturn, newPhone, type Phone, type SignedRecord, sign } from "./phone.ts";
export {
  type Acknowledgement,
  checkReturn,
  type Filing,
  type PagePhoto,
  type Phase,
  printReturn,
  readReturn,
} from "./returned.ts";
export {
  type Circumstances,
  circumstancesOf,
  evaluate,
  type Finding,
  fieldsOfRule,
  type Numbers,
  type Rule,
} from "./rules.ts";
export { Malformed } from "./shape.ts";
