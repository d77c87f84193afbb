const PLAIN = { responsive: true, displayModeBar: false, scrollZoom: false };
const PAPER = { width: 780, height: 640 };

const read = id => JSON.parse(document.getElementById(id).textContent);

const made = (tag, text, name) => {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (name) element.className = name;
  return element;
};

// Draws the figure and gives it its listeners. Figures have the width of the screen that they were
// drawn on; for paper they are drawn anew, because a mere change of width would be printed halfway.
function draw(name, listeners) {
  const place = document.getElementById(name);
  if (!place) return null;
  const { data, layout } = read(`${name}-figure`);
  const height = layout.height;
  const anew = (more, config) => {
    Plotly.newPlot(place, data, { ...(place.layout || layout), ...more }, config);
    for (const [event, listener] of Object.entries(listeners)) place.on(event, listener);
  };
  const screen = () => anew({ width: undefined, height, autosize: true }, PLAIN);
  const paper = { width: PAPER.width, height: Math.min(height, PAPER.height), autosize: false };
  screen();
  addEventListener("beforeprint", () => anew(paper, { ...PLAIN, responsive: false }));
  addEventListener("afterprint", screen);
  return place;
}

// Shows only the rows of a table that hold all the words typed.
function searchable(input, table, told) {
  const rows = [...table.tBodies[0].rows];
  const texts = rows.map(row => row.textContent.toLowerCase());
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    rows.forEach((row, i) => {
      row.hidden = !words.every(word => texts[i].includes(word));
      found += !row.hidden;
    });
    told.textContent = words.length ? `${found} of ${rows.length}` : "";
  });
}
