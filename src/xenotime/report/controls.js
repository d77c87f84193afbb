// Needs ledger_figure.js.
// Figures are drawn for the width they get: where it is small, an act's name stands above its bar.
const NARROW = 640;
const SHEET = 780;
const TALLEST = 1080;
const ROW = 23;
const TALL = 36;
const figures = JSON.parse(document.getElementById("figures").textContent);

function drawn({ data, layout, rows }, width, wide) {
  const size = { width, autosize: !width };
  if (width) return { data, layout: { ...layout, ...size, height: Math.min(layout.height, TALLEST) } };
  if (wide >= NARROW) return { data, layout: { ...layout, ...size } };
  const above = layout.yaxis.ticktext.map((text, y) => ({
    text, y, x: 0, xref: "paper", xanchor: "left", yshift: 7, showarrow: false, font: { size: 12 },
  }));
  return {
    data: data.map(trace => ({ ...trace, width: 0.34, offset: 0.08 })),
    layout: {
      ...layout,
      ...size,
      height: layout.height + (TALL - ROW) * rows,
      margin: { ...layout.margin, l: 2 },
      yaxis: { ...layout.yaxis, showticklabels: false },
      annotations: [...(layout.annotations || []), ...above],
    },
  };
}

function drawAll(width) {
  for (const one of figures) {
    const place = document.getElementById(one.id);
    if (!width && !place.offsetParent) continue;
    const { data, layout } = drawn(one, width, width || place.clientWidth);
    Plotly.newPlot(place, data, layout, { responsive: !width, displayModeBar: false });
  }
}

const buttons = [...document.querySelectorAll("button[data-group]")];
for (const button of buttons) {
  button.addEventListener("click", () => {
    const wanted = button.dataset.group;
    for (const other of buttons) other.setAttribute("aria-pressed", other === button);
    for (const part of document.querySelectorAll("section.acts")) {
      part.hidden = Boolean(wanted) && part.dataset.of !== wanted;
    }
    drawAll();
  });
}

searchable(
  document.getElementById("search"), document.getElementById("acts"), document.getElementById("found"),
);

drawAll();
matchMedia(`(max-width: ${NARROW + 40}px)`).addEventListener("change", () => drawAll());
addEventListener("beforeprint", () => drawAll(SHEET));
addEventListener("afterprint", () => drawAll());
