const input = document.getElementById("search");
searchable(input, document.getElementById("all"), document.getElementById("found"));

const figure = draw("network", {
  plotly_hover: event => light(event.points[0]),
  plotly_unhover: () => light(null),
  plotly_click: event => look(event.points[0]),
});

const trace = name => figure.data.find(one => one.name === name);

// The same curve as network_figure.arc.
function arc(a, b) {
  const bend = 0.5 * Math.max(0.9 - 0.4 * Math.hypot(a.x - b.x, a.y - b.y), 0.3);
  const middle = { x: bend * (a.x + b.x), y: bend * (a.y + b.y) };
  return Array.from({ length: 17 }, (_, i) => i / 16).map(t => ({
    x: (1 - t) ** 2 * a.x + 2 * t * (1 - t) * middle.x + t ** 2 * b.x,
    y: (1 - t) ** 2 * a.y + 2 * t * (1 - t) * middle.y + t ** 2 * b.y,
  }));
}

// Draws the lines of one pair, or of one place with all its partners, over the others.
function light(point) {
  const places = trace("places");
  const spot = place => {
    const i = places.customdata.findIndex(one => one[0] === place);
    return { x: places.x[i], y: places.y[i] };
  };
  const [place, ...partners] = point ? point.customdata : [];
  const curves = partners.map(partner => [...arc(spot(place), spot(partner)), { x: null, y: null }]);
  const line = { x: [curves.flat().map(p => p.x)], y: [curves.flat().map(p => p.y)] };
  Plotly.restyle(figure, line, [figure.data.findIndex(one => one.name === "chosen")]);
}

function look(point) {
  const names = read("names");
  const [place, ...partners] = point.customdata;
  const wanted = point.data.name === "pairs" ? [place, ...partners] : [place];
  input.value = wanted.map(one => names[one] || one).join(" ");
  input.dispatchEvent(new Event("input"));
}
