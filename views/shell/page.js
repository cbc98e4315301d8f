/* What a page does in the browser beyond showing: draw the charts with axes when they come near, choose a year by a click on it,
   show a chart on the full screen, sort a table by a click on its head, and fit charts to the paper. */
"use strict";

const NARROW = 480; // px: below this, words named "long" are left out and names stand in less room
const TEMPLATE = "template of the house";
const CONFIG = {displayModeBar: false, scrollZoom: false, doubleClick: "reset", showTips: false, locale: "de", responsive: true};

/* ── Charts ─────────────────────────────────────────────────────────────────────────────────── */

let library;
const loaded = () => library ??= new Promise((done, failed) => {
  const script = Object.assign(document.createElement("script"), {src: "/plotly.js", onload: done, onerror: failed});
  document.head.append(script);
});

function fitted(told, width) {
  const layout = {...told, width, template: TEMPLATE};
  if (width >= NARROW) return layout;
  const margin = {...layout.margin, r: Math.min(layout.margin.r, width * 0.3), l: Math.min(layout.margin.l, 34)};
  return {...layout, margin, dragmode: false, annotations: layout.annotations.filter(words => words.name !== "long")};
}

async function draw(place) {
  const told = place.dataset.figure, width = place.clientWidth;  // of all places before the first of them is drawn
  await loaded();
  if (place.drawn === told || place.dataset.figure !== told || !place.isConnected) return;
  place.drawn = told;
  const {data, layout} = JSON.parse(told);
  await Plotly.react(place, data, fitted(layout, width), CONFIG);
  mark(place);
  sizes.observe(place);
  for (const told of ["plotly_click", "plotly_afterplot"]) place.removeAllListeners(told);
  place.on("plotly_afterplot", () => mark(place));
  if (layout.meta?.filter) place.on("plotly_click", hit => choose(layout.meta.filter, hit.points[0].x));
}

/* Which year is chosen is no part of the figure: its columns, their hatching and its words are marked in what is drawn. */
function mark(place) {
  const {now, words} = place.dataset, standing = words?.split(" ");
  for (const marked of place.querySelectorAll(".now")) marked.classList.remove("now");
  for (const trace of place.querySelectorAll(".trace.bars")) {
    const column = trace.querySelectorAll(".point")[now];
    column?.classList.add("now");
    const hatching = column?.querySelector("path").style.fill.match(/#([^")]+)/)?.[1];
    if (hatching) document.getElementById(hatching).classList.add("now");
  }
  for (const word of standing ? place.querySelectorAll(".annotation") : []) {
    word.classList.toggle("now", word.dataset.index === now);
    word.classList.toggle("untold", !standing.includes(word.dataset.index));
  }
}

/* A column that becomes narrower takes its drawing with it; the platform tells only of the window. */
const sizes = new ResizeObserver(changes => changes.forEach(({target: place}) => {
  if (place._fullLayout && place.clientWidth && Math.abs(place.clientWidth - place._fullLayout.width) > 1) Plotly.Plots.resize(place);
}));

function choose(filter, value) {
  const address = new URL(location);
  address.searchParams.set(filter, value);
  location.assign(address);
}

/* A chart is drawn when it comes near what is seen, and at once where it is; the paper takes the others as it begins. */
const all = () => [...document.querySelectorAll(".plot")];
const waiting = () => all().filter(place => place.drawn !== place.dataset.figure);
const seen = new WeakSet();
const near = new IntersectionObserver(
  places => places.forEach(({target: place, isIntersecting: inside}) => {
    seen[inside ? "add" : "delete"](place);
    if (inside) draw(place);
  }),
  {scrollMargin: "100px"});  // of the part of the page that scrolls
function look() {
  for (const place of all()) if (place.drawn === place.dataset.figure) mark(place);
  for (const place of waiting()) {
    loaded();
    near.observe(place);
    if (seen.has(place)) draw(place);
  }
}
const ours = change => change.type === "childList" && change.target.closest?.(".js-plotly-plot");
new MutationObserver(changes => changes.every(ours) || look())
  .observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ["data-figure", "data-now", "data-words"]});

/* ── Full screen and tables ─────────────────────────────────────────────────────────────────── */

document.addEventListener("click", event => {
  const full = event.target.closest(".lk .full"), head = event.target.closest(".lk th > button");
  if (full) full.closest(".actions").parentElement.querySelector(".plots").requestFullscreen();
  if (head) sort(head.parentElement);
});

/* A drawing alone takes the height there is; several keep theirs and scroll. */
let large = [];
document.addEventListener("fullscreenchange", () => {
  for (const place of large) place.drawn = "large";
  large = [...document.fullscreenElement?.querySelectorAll(":scope>.plot:only-child") ?? []];
  for (const place of large) Plotly.relayout(place, {width: place.clientWidth, height: place.clientHeight});
  look();
});

function sort(head) {
  const body = head.closest("table").tBodies[0], at = head.cellIndex, down = head.ariaSort === "descending" ? 1 : -1;
  const value = row => row.cells[at].dataset.value ?? row.cells[at].innerText.trim();
  const compare = (a, b) => isNaN(a) || isNaN(b) ? a.localeCompare(b, "de") : a - b;
  const untold = row => value(row) === "";
  const rows = [...body.rows].sort((a, b) => untold(a) - untold(b) || down * compare(value(a), value(b)));
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.ariaSort = down > 0 ? "ascending" : "descending";
  body.append(...rows);
}

/* ── Paper ──────────────────────────────────────────────────────────────────────────────────── */

/* Paper has its own width: each drawing is scaled as a whole, never enlarged, so that nothing is cut. What is not drawn yet and
   what was drawn for a telephone is drawn for paper, and once more for the screen afterwards. */
const PAPER = 640; // px
addEventListener("beforeprint", () => {
  for (const place of window.Plotly ? all() : []) {
    const {data, layout} = JSON.parse(place.dataset.figure), wide = place.clientWidth >= NARROW || layout.height < PAPER / 4;
    const width = wide ? place.clientWidth : PAPER;
    if (!wide || place.drawn !== place.dataset.figure) Plotly.react(place, data, {...layout, width, template: TEMPLATE}, CONFIG);
    place.style.setProperty("--width", `${width}px`);
    place.style.setProperty("--shape", `${width} / ${layout.height}`);
    for (const svg of place.querySelectorAll(".main-svg")) svg.setAttribute("viewBox", `0 0 ${width} ${layout.height}`);
  }
});
addEventListener("afterprint", () => {
  for (const svg of document.querySelectorAll(".plot .main-svg")) svg.removeAttribute("viewBox");
  for (const place of all()) place.drawn = "for paper";
  look();
});
