// Figures are drawn for the width they get: wide, narrow with labels above their bars, or paper.
const NARROW = 640;
const SHEET = 780;
const figures = JSON.parse(document.getElementById("figures").textContent);

function drawAll(width) {
  for (const one of figures) {
    const place = document.getElementById(one.id);
    const { data, layout } = !width && place.clientWidth < NARROW ? one.narrow : one.wide;
    const size = { width, autosize: !width };
    Plotly.newPlot(place, data, { ...layout, ...size }, { responsive: !width, displayModeBar: false });
  }
}

drawAll();
matchMedia(`(max-width: ${NARROW + 40}px)`).addEventListener("change", () => drawAll());
addEventListener("beforeprint", () => drawAll(SHEET));
addEventListener("afterprint", () => drawAll());
