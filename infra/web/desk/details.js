// What the papers say: service, who applies, people, numbers, contact. The same form opens a case and keys one.
import { make } from "../station/dom.js";
import { t } from "../station/texts.js";
import { questionsOf, roleName, serviceOf, servicesByGroup, villages, word } from "./catalogue.js";
import { field, fill, options, typed } from "./forms.js";

const DIGITS = { inputMode: "numeric" };
const GROUPS = ["applicant", "subject", "contact", "address"];

const person = (who) => [
  { name: `${who}.name`, label: t(`${who}_name`) },
  { name: `${who}.nik`, label: t(`${who}_nik`), ...DIGITS },
  { name: `${who}.birth_date`, label: t(`${who}_birth_date`), type: "date" },
  { name: `${who}.sex`, label: t(`${who}_sex`), type: "select", options: options([["female", t("female")], ["male", t("male")]]) },
];

export function question({ name, kind, text, choices }) {
  const given = { name: `answers.${name}`, label: word(text) };
  if (kind === "integer") return field({ ...given, ...DIGITS });
  const pairs = kind === "choice" ? choices.map(({ value, text: said }) => [value, word(said)]) : [["true", t("yes")], ["false", t("no")]];
  return field({ ...given, type: "select", options: options(pairs) });
}

// The part that depends on the service; what was typed before stays where the new service asks it too.
function drawServiceParts(place, code, slots) {
  const form = place.closest("form");
  const before = form ? typed(form) : {};
  const roles = (serviceOf(code)?.roles ?? []).map((role) => [role, roleName(role)]);
  const dated = slots.filter((slot) => slot.max_age_days);
  place.replaceChildren(
    field({ name: "applicant_role", label: t("applicant_role"), type: "select", options: options(roles) }),
    ...questionsOf(code).map(question),
    ...dated.map((slot) => field({ name: `documents.${slot.slot}.issued_on`, label: t("issued_on", { paper: slot.names.map(word).join(" / ") }), type: "date" })));
  const [only] = roles;
  fill(place.closest("form") ?? place, { ...before, applicant_role: before.applicant_role || (roles.length === 1 ? only[0] : "") });
}

export function detailsFields({ service, slots = [] } = {}) {
  const parts = make("div", { className: "parts" });
  const choose = service ? null : field({ name: "service", label: t("service"), type: "select", options: [{ value: "", label: "–" }, ...servicesByGroup()] });
  choose?.querySelector("select").addEventListener("change", ({ target }) => drawServiceParts(parts, target.value, slots));
  const set = (title, fields, isOpen = true) => make("details", { open: isOpen }, make("summary", {}, t(title)), ...fields.map(field));
  return {
    parts,
    draw: (code) => drawServiceParts(parts, code, slots),
    elements: [
      choose, parts,
      ...[...person("applicant"), { name: "family_card_number", label: t("family_card_number"), ...DIGITS },
        { name: "contact.phone", label: t("phone"), type: "tel" },
        { name: "contact.whatsapp", label: t("whatsapp"), hint: t("whatsapp_hint"), type: "select", options: options([["true", t("yes")]]) }, { name: "contact.email", label: t("email"), type: "email" }].map(field),
      field({ name: "lives_in", label: t("lives_in"), type: "select", options: [{ value: "", label: "–" }, { value: "elsewhere", label: t("lives_elsewhere") }, ...villages()] }),
      set("address", [
        { name: "address.street", label: t("street") }, { name: "address.rt", label: "RT", ...DIGITS }, { name: "address.rw", label: "RW", ...DIGITS },
        { name: "address.village", label: t("village"), type: "select", options: [{ value: "", label: "–" }, ...villages()] },
        { name: "address.postcode", label: t("postcode"), ...DIGITS }, { name: "address.city", label: t("city"), hint: t("city_hint") }], false),
      set("subject", person("subject"), false),
      set("delivery", [
        { name: "delivery", label: t("delivery_how"), type: "select", options: options([["pick_up", t("pick_up")], ["post", t("by_post")]]) },
        { name: "postal_number", label: t("postal_number") }], false),
    ].filter(Boolean),
  };
}

// ---- values in and out

const flat = (value, path = "") => (value && typeof value === "object"
  ? Object.entries(value).flatMap(([name, inner]) => flat(inner, path ? `${path}.${name}` : name))
  : [[path, value]]);

export const flatten = (details) => Object.fromEntries(flat(details).filter(([path, value]) => value !== null && value !== undefined && !(path === "contact.whatsapp" && !value)).map(([name, value]) => [name, String(value)]));

export const fromEntry = (entry) => flatten({
  service: entry?.keyed?.service,
  applicant: { name: entry?.keyed?.name, nik: entry?.keyed?.nik },
  contact: { phone: entry?.keyed?.phone },
  address: { street: entry?.keyed?.address?.street, postcode: entry?.keyed?.address?.postcode, city: entry?.keyed?.address?.city },
  postal_number: entry?.postal_number,
});

const answerOf = (kind, value) => (kind === "boolean" ? value === "true" : kind === "integer" && /^\d+$/.test(value) ? Number(value) : value);

function put(body, path, value) {
  const [last, ...above] = path.split(".").reverse();
  const inner = above.reverse().reduce((place, name) => (place[name] ??= {}), body);
  inner[last] = value;
}

// Groups are replaced whole by the office, so what is known and not shown here goes along: `known` is the case's personal part. Its contact is not
// shown to officers, and only what is typed of it is sent.
export function toBody(values, service, known = {}) {
  const body = {};
  for (const group of GROUPS) if (known[group] && group !== "contact") body[group] = structuredClone(known[group]);
  const kinds = new Map(questionsOf(service).map(({ name, kind }) => [name, kind]));
  for (const [name, value] of Object.entries(values)) {
    const text = typeof value === "string" ? value.trim() : value;
    const [group, inner] = name.split(".");
    if (text !== "") put(body, name, group === "answers" ? answerOf(kinds.get(inner), text) : name === "contact.whatsapp" ? text === "true" : text);
    else if (body[group] && inner) delete body[group][inner];
  }
  if (body.address && !Object.keys(body.address).length) delete body.address;
  return body;
}
