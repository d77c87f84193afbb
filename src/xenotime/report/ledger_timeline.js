const { order, cards, views } = read("cards");
const panel = document.getElementById("card");
let opener = null;

const figure = draw("timeline", {
  plotly_click: event => show(event.points[0].customdata, null, event.event.clientY),
});
const DAY = 864e5;
const days = () => figure.layout.xaxis.range.map(day => new Date(day).getTime());
const look = (from, to) => Plotly.relayout(figure, {
  "xaxis.range": [new Date(from).toISOString(), new Date(to).toISOString()],
});
// Factors move the two ends of the view, in lengths of the view.
const moved = (first, last) => {
  const [from, to] = days();
  if (to - from + (last - first) * (to - from) < 10 * DAY) return;
  look(from + first * (to - from), to + last * (to - from));
};
const MOVES = {
  earlier: () => moved(-0.5, -0.5),
  later: () => moved(0.5, 0.5),
  nearer: () => moved(0.25, -0.25),
  further: () => moved(-0.5, 0.5),
  whole: () => look(...views.whole),
  first: () => look(...views.first),
};
for (const button of document.querySelectorAll("[data-move]")) {
  button.addEventListener("click", MOVES[button.dataset.move]);
}
// A finger scrolls the page; a mouse may also drag the figure.
if (figure && matchMedia("(pointer: fine)").matches) {
  Plotly.relayout(figure, { "xaxis.fixedrange": false, dragmode: "pan" });
}

function ring(fact) {
  if (!figure) return;
  const marks = figure.data.find(trace => trace.name === "facts");
  const at = marks.customdata.indexOf(fact);
  const chosen = figure.data.findIndex(trace => trace.name === "chosen");
  const spot = at < 0 ? { x: [[]], y: [[]] } : { x: [[marks.x[at]]], y: [[marks.y[at]]] };
  Plotly.restyle(figure, spot, [chosen]);
}

function opening(text, fact) {
  const button = made("button", text, "open");
  button.type = "button";
  button.addEventListener("click", () => show(fact, null));
  return button;
}

function doing(text, label, act) {
  const button = made("button", text, "do");
  button.type = "button";
  button.title = label;
  button.setAttribute("aria-label", label);
  if (act) button.addEventListener("click", act); else button.disabled = true;
  return button;
}

function bar(fact, card) {
  const at = order.indexOf(fact);
  const step = to => order[to] === undefined ? null : () => show(order[to], null);
  const head = made("h2", card.head);
  head.tabIndex = -1;
  head.append(made("span", card.source, "note"));
  const all = made("div", "", "bar");
  all.append(
    head,
    doing("◂", "The fact before in time (left arrow)", step(at - 1)),
    doing("▸", "The next fact in time (right arrow)", step(at + 1)),
    doing("Close", "Close (Escape)", close),
  );
  return all;
}

function sentence(card) {
  const text = made("p", "", "text");
  const mark = made("mark", card.quote);
  if (card.language !== "und") text.lang = card.language;
  text.dir = "auto";
  text.append(card.before, mark, card.after);
  return text;
}

function fields(card) {
  const list = made("dl");
  for (const [name, values] of card.rows) {
    list.append(made("dt", name), ...values.map((value, i) => {
      const line = made("dd", value);
      if (i) line.style.gridColumn = 2;
      return line;
    }));
  }
  return list;
}

function reports(card) {
  const part = made("div");
  if (card.conflicts.length) {
    const list = made("ul");
    for (const { about, small, sentence } of card.conflicts) {
      const line = made("li");
      line.append(made("b", `${about}${small ? ", small" : ""}: `, small ? "note" : "alarm"), sentence);
      list.append(line);
    }
    part.append(made("h3", "Where the reports disagree"), list);
  }
  if (card.others.length) {
    const list = made("ul");
    for (const { fact, source, says, quote, language } of card.others) {
      const line = made("li");
      const quoted = made("q", quote);
      if (language !== "und") quoted.lang = language;
      line.append(fact === null ? source : opening(source, fact), `: ${says}. `, quoted);
      list.append(line);
    }
    if (card.more) list.append(made("li", `and ${card.more} more`));
    part.append(made("h3", "Other reports of it"), list);
  }
  return part;
}

// Opens the card; what was clicked, an element or a height on the screen, stays in sight above it.
function show(fact, from, height) {
  const card = cards[fact];
  if (!card) return;
  if (panel.hidden) opener = from || document.activeElement;
  else if (from) opener = from;
  const inner = made("div", "", "inner");
  const other = reports(card);
  const parts = made("div", "", other.childElementCount ? "parts" : "parts two");
  parts.append(sentence(card), fields(card), ...(other.childElementCount ? [other] : []));
  inner.append(bar(fact, card), parts);
  panel.replaceChildren(inner);
  panel.hidden = false;
  document.body.classList.add("reading");
  for (const row of document.querySelectorAll("tr.open")) row.classList.remove("open");
  document.getElementById(`row-${fact}`)?.classList.add("open");
  history.replaceState(null, "", `#fact-${fact}`);
  ring(fact);
  panel.querySelector("h2").focus({ preventScroll: true });
  const mark = panel.querySelector("mark");
  const text = mark.parentElement;
  text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - 40;
  panel.scrollTop = 0;
  const { top } = panel.getBoundingClientRect();
  const clicked = from ? from.getBoundingClientRect().bottom : height || 0;
  if (clicked > top - 20) scrollBy(0, clicked - top + 60);
}

function close() {
  panel.hidden = true;
  document.body.classList.remove("reading");
  history.replaceState(null, "", location.pathname + location.search);
  ring(null);
  opener?.focus({ preventScroll: true });
}

document.addEventListener("click", event => {
  const button = event.target.closest("button[data-fact]");
  if (button) show(Number(button.dataset.fact), button);
});
document.addEventListener("keydown", event => {
  if (panel.hidden || event.target.matches("input")) return;
  if (event.key === "Escape") close();
  if (!panel.contains(event.target)) return;
  const step = { ArrowLeft: 0, ArrowRight: 1 }[event.key];
  if (step !== undefined) panel.querySelectorAll(".bar button")[step].click();
});
searchable(
  document.getElementById("search"),
  document.getElementById("all"),
  document.getElementById("found"),
);
const linked = /^#fact-(\d+)$/.exec(location.hash);
if (linked) show(Number(linked[1]), null);
