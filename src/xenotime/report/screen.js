const PAGE = 100;
const PRINTED = 2000;
const { lines, findings, acts, places, stated, locale } = read("data");
const number = value => value.toLocaleString(locale);
const worded = iso => iso && new Date(`${iso}T00:00Z`).toLocaleDateString(
  locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const cell = (column, at) => (lines[column] ? lines[column][at] : null);
const found = at => findings[lines.finding[at]];
const place = code => (code ? places[code] || code : "");

const body = document.querySelector("#lines tbody");
const form = document.getElementById("filters");
const told = document.getElementById("told");
const chips = [...document.querySelectorAll("[data-verdict]")];
const ranks = Object.fromEntries(chips.map((chip, rank) => [chip.dataset.verdict, rank]));
const all = body ? [...lines.line.keys()] : [];
let chosen = [], shown = 0;

// What the search looks through: everything that a line says, and everything that is said of it.
const WORDS = ["line", "case_id", "item_text", "hs_code", "elements", "end_user", "end_use",
  "end_user_listed", "origin", "exporter", "destination", "error"];
const said = findings.map(one => [one.verdict.replace(/_/g, " "), one.reason, ...one.missing,
  ...one.measures.flatMap(m => [m.id, m.clause, acts[m.id] && acts[m.id].title])].join(" "));
const texts = all.map(at => [...WORDS.map(name => cell(name, at)),
  ...["origin", "exporter", "destination"].map(name => place(cell(name, at))),
  said[lines.finding[at]]].join(" ").toLowerCase());

function fill(name, options) {
  for (const [value, text] of options) {
    const option = made("option", text);
    option.value = value;
    form.elements[name].append(option);
  }
}

const NOWHERE = "-";

function prepare() {
  const goals = new Set(all.map(at => cell("destination", at) || NOWHERE));
  fill("destination", [...goals].map(code => [code, code === NOWHERE ? "not stated" : place(code)])
    .sort((a, b) => a[1].localeCompare(b[1])));
  const named = new Set(findings.flatMap(one => one.measures.map(m => m.id)));
  fill("measure", [...named].sort().map(id => [id, id]));
  const days = [...new Set(lines.as_of.filter(Boolean))].sort();
  for (const name of ["from", "to"]) {
    form.elements[name].min = days[0] || "";
    form.elements[name].max = days[days.length - 1] || "";
    form.elements[name].closest("label").hidden = days.length < 2;
  }
}

// The lines that pass all filters but that of verdicts, whose counts would hide what they choose.
function passing() {
  const value = name => form.elements[name].value;
  const words = value("text").toLowerCase().split(/\s+/).filter(Boolean);
  const [goal, measure, from, to] = ["destination", "measure", "from", "to"].map(value);
  const missing = form.elements.missing.checked;
  return all.filter(at => {
    const one = found(at), day = lines.as_of[at];
    return (!goal || (cell("destination", at) || NOWHERE) === goal)
      && (!measure || one.measures.some(m => m.id === measure))
      && (!from || (day && day >= from)) && (!to || (day && day <= to))
      && (!missing || one.missing.length || cell("error", at))
      && words.every(word => texts[at].includes(word));
  });
}

const ORDERS = {
  "": (a, b) => ranks[found(a).verdict] - ranks[found(b).verdict] || lines.line[a] - lines.line[b],
  line: (a, b) => lines.line[a] - lines.line[b],
  change: (a, b) => (found(a).next_change || "9999").localeCompare(found(b).next_change || "9999")
    || lines.line[a] - lines.line[b],
};

function filter() {
  const wanted = new Set(chips.filter(c => c.getAttribute("aria-pressed") === "true")
    .map(c => c.dataset.verdict));
  const some = passing();
  const counts = {};
  for (const at of some) counts[found(at).verdict] = (counts[found(at).verdict] || 0) + 1;
  const filtered = some.length < all.length;
  for (const chip of chips) {
    const count = chip.querySelector("[data-count]");
    count.dataset.all ??= count.textContent;
    count.textContent = filtered ? number(counts[chip.dataset.verdict] || 0) : count.dataset.all;
  }
  chosen = some.filter(at => !wanted.size || wanted.has(found(at).verdict))
    .sort(ORDERS[form.elements.order.value]);
  told.textContent = chosen.length === all.length
    ? `${number(all.length)} ${all.length === 1 ? "line" : "lines"}.`
    : `${number(chosen.length)} of ${number(all.length)} lines pass the filters.`;
  body.replaceChildren();
  shown = 0;
  more(PAGE);
}

function more(count) {
  const next = chosen.slice(shown, shown + count);
  body.append(...next.map(row));
  shown += next.length;
  const left = chosen.length - shown;
  for (const button of document.querySelectorAll("[data-more]")) {
    button.hidden = left <= (button.dataset.more > PAGE ? PAGE : 0);
  }
}

function field(row, text, name) {
  const data = made("td", text);
  if (name && text) data.dataset.name = name;
  row.append(data);
  return data;
}

function row(at) {
  const one = found(at), line = made("tr");
  const open = made("button", number(lines.line[at]), "open");
  open.type = "button";
  open.setAttribute("aria-expanded", "false");
  open.setAttribute("aria-label", `Line ${lines.line[at]}: why`);
  const first = field(line, "");
  first.dataset.name = "Line";
  first.append(open, " ");
  if (cell("case_id", at)) first.append(made("span", cell("case_id", at), "note"));
  const goods = field(line, cell("item_text", at) || "");
  const codes = [cell("hs_code", at) && `HS ${cell("hs_code", at)}`, cell("elements", at)]
    .filter(Boolean).join(" · ");
  if (codes) goods.append(made("div", codes, "note"));
  field(line, [cell("exporter", at), cell("destination", at)].map(c => place(c) || "?").join(" → "));
  field(line, worded(lines.as_of[at]) || "");
  const verdict = field(line, "");
  const chip = chips[ranks[one.verdict]];
  const badge = made("span", `${chip.querySelector(".mark").textContent} ${words(chip)}`, "badge");
  badge.classList.add(`v-${one.verdict}`);
  verdict.append(badge);
  const named = field(line, "");
  for (const [id, sure] of ids(one)) {
    named.append(made("span", sure ? id : `${id}?`, sure ? "id" : "id note"), " ");
  }
  field(line, worded(one.next_change) || "", "Next change");
  line.addEventListener("click", event => {
    if (!getSelection().toString() || event.target === open) toggle(line, at);
  });
  line.at = at;
  return line;
}

// Measures by id, and whether one applies for sure.
function ids(one) {
  const sure = new Map();
  for (const { id, match, status } of one.measures) {
    sure.set(id, sure.get(id) || (match === "yes" && status !== "unverified"));
  }
  return sure;
}

const words = chip => chip.childNodes[1].textContent.trim();

function toggle(line, at, wanted) {
  const isOpen = line.nextSibling?.classList.contains("detail") || false;
  if (isOpen === wanted) return;
  if (isOpen) line.nextSibling.remove();
  else line.after(detail(at));
  line.querySelector("button").setAttribute("aria-expanded", String(!isOpen));
}

function pairs(entries) {
  const list = made("dl");
  for (const [name, value] of entries) if (value) list.append(made("dt", name), made("dd", value));
  return list;
}

function detail(at) {
  const one = found(at), line = made("tr", "", "detail"), data = made("td");
  data.colSpan = 7;
  data.append(made("p", one.reason, "reason"));
  if (one.missing.length) {
    data.append(made("p", `Missing: ${one.missing.map(name => stated[name] || name).join(", ")}.`, "alarm"));
  }
  data.append(made("p", one.next_change
    ? `By the dates that are known, the verdict changes on ${worded(one.next_change)}.`
    : "By the dates that are known, the verdict does not change.", "note"));
  data.append(...one.measures.map(act));
  data.append(made("h3", "What the line says"), pairs([
    ["item", cell("item_text", at)], ["customs code", cell("hs_code", at)],
    ["elements", cell("elements", at)], ["from", place(cell("exporter", at))],
    ["to", place(cell("destination", at))], ["origin", place(cell("origin", at))],
    ["made in", place(cell("made_in", at))],
    ["technology from", place(cell("technology_origin", at))], ["end use", cell("end_use", at)],
    ["end user", cell("end_user", at)],
    ["end user listed", (cell("end_user_listed", at) || "").replace(/_/g, " ")],
    ["controlled share", cell("share", at) === null ? "" : `${cell("share", at)} % of the value`],
    ["could not be read", cell("error", at)],
  ]));
  line.append(data);
  return line;
}

function act(measure) {
  const one = acts[measure.id] || {}, part = made("div", "", "act"), head = made("p");
  head.append(made("b", measure.id), measure.clause ? ` (${measure.clause})` : "",
    one.title ? `: ${one.title}` : "", one.number ? `, ${one.number}` : "");
  part.append(head);
  const would = { "in force": "applies", suspended: "would apply" }[measure.status] || "may apply";
  part.append(made("p", `${measure.match === "yes" ? would : "may apply"}; ${measure.status} on that day; ${measure.policy}; rule ${measure.rule}`));
  const dates = [one.announced && `announced ${one.announced}`,
    one.effective && `in force from ${one.effective}`, one.end && `until ${one.end}`];
  part.append(made("p", dates.filter(Boolean).join(", "), "note"));
  if (one.licence_policy) part.append(made("p", `Applications: ${one.licence_policy}`, "note"));
  if (one.exemptions) part.append(made("p", `Freed by the act, not applied here: ${one.exemptions}`, "note"));
  const source = made("p", "Source: ", "note");
  if (one.url) {
    const link = made("a", one.source || one.url);
    link.href = one.url;
    link.rel = "noreferrer";
    source.append(link);
  } else source.append(one.source || "not given");
  if (one.locator) source.append(`, ${one.locator}`);
  part.append(source);
  return part;
}

if (body) {
  prepare();
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      filter();
    });
  }
  form.addEventListener("input", filter);
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("reset", () => {
    for (const chip of chips) chip.setAttribute("aria-pressed", "false");
    setTimeout(filter);
  });
  document.getElementById("more").addEventListener("click", event => {
    const { more: count, open } = event.target.dataset;
    if (count) more(Number(count));
    if (open !== undefined) {
      for (const line of [...body.rows]) if (line.at !== undefined) toggle(line, line.at, Boolean(open));
    }
  });
  addEventListener("beforeprint", () => {
    more(Math.max(PRINTED - shown, 0));
    document.getElementById("paper").textContent = shown < chosen.length
      ? `${number(shown)} of ${number(chosen.length)} lines are printed; the filters choose fewer.` : "";
  });
  filter();
}
