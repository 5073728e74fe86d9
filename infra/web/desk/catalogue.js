// Services, roles and questions in the words of the language chosen; they come with the page, as data.
import { language } from "../station/texts.js";

const all = JSON.parse(document.getElementById("catalogue").textContent);

export const word = (text) => text?.[language] ?? text?.id ?? "";
export const papers = all.papers ?? [];
export const serviceOf = (code) => all.services.find((service) => service.code === code);
export const serviceName = (code) => word(serviceOf(code)?.name) || code;
export const roleName = (role) => word(all.roles[role]) || role;
export const questionsOf = (code) => (serviceOf(code)?.questions ?? []).map((name) => ({ name, ...all.questions[name] }));

export function servicesByGroup() {
  return Object.entries(all.groups).map(([group, name]) => ({
    label: word(name),
    options: all.services.filter((service) => service.group === group).map(({ code, name: text }) => ({ value: code, label: `${word(text)} (${code})` })),
  })).filter(({ options }) => options.length);
}

// The office's kelurahan under their kecamatan.
export const villages = () => all.districts.map(({ name, villages: inner }) => ({ label: name, options: inner.map(({ code, name: label }) => ({ value: code, label })) }));
