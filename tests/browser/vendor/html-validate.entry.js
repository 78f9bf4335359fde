// What html-validate.min.js is made of; README.md says how.
import { HtmlValidate, StaticConfigLoader } from "html-validate";

globalThis.htmlValidate = (html, rules) =>
  new HtmlValidate(new StaticConfigLoader({ root: true, extends: ["html-validate:recommended"], rules }))
    .validateStringSync(html).results.flatMap((r) => r.messages)
    .map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`);
