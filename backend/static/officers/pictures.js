// The pictures of a dossier: one at a time beside the declared data, larger and turned. Without this file they stand one under another.
"use strict";

const MOST = 5;
const TURNS = 4;

document.addEventListener("DOMContentLoaded", () => {
  const pictures = document.querySelector("[data-pictures]");
  const figures = pictures ? [...pictures.querySelectorAll("[data-picture]")] : [];
  if (!figures.length) return;
  const state = new Map(figures.map((figure) => [figure, { zoom: 1, turn: 0 }]));
  let shown = figures[0];

  const tabs = document.createElement("div");
  tabs.className = "picture-tabs";
  for (const figure of figures) {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.className = "tool";
    tab.textContent = figure.querySelector("figcaption").textContent.trim();
    tab.addEventListener("click", () => show(figure));
    tabs.append(tab);
  }
  if (figures.length > 1) pictures.prepend(tabs);
  pictures.classList.add("pictures--one");

  function show(figure) {
    shown = figure;
    figures.forEach((one, place) => {
      one.classList.toggle("picture--shown", one === figure);
      tabs.children[place].setAttribute("aria-pressed", String(one === figure));
    });
  }

  function draw(figure) {
    const image = figure.querySelector("img");
    if (!image) return;
    const { zoom, turn } = state.get(figure);
    image.className = `zoom-${zoom} turn-${turn}`;
    const view = figure.querySelector(".picture__view");
    view.scrollTo((view.scrollWidth - view.clientWidth) / 2, (view.scrollHeight - view.clientHeight) / 2);
  }

  function zoom(figure, step) {
    const now = state.get(figure);
    now.zoom = Math.min(MOST, Math.max(1, now.zoom + step));
    draw(figure);
  }

  function turn(figure) {
    const now = state.get(figure);
    now.turn = (now.turn + 1) % TURNS;
    draw(figure);
  }

  for (const figure of figures) {
    for (const tool of figure.querySelectorAll("[data-zoom], [data-turn]")) {
      tool.hidden = false;
      tool.addEventListener("click", () => (tool.dataset.zoom ? zoom(figure, Number(tool.dataset.zoom)) : turn(figure)));
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || document.body.classList.contains("keys-off")) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && !/^(checkbox|radio)$/.test(event.target.type)) return;
    const figure = figures[Number(event.key) - 1];
    if (figure) { show(figure); figure.querySelector(".picture__view")?.focus({ preventScroll: true }); }
    else if (event.key === "+" || event.key === "=") zoom(shown, 1);
    else if (event.key === "-") zoom(shown, -1);
    else if (event.key === "r") turn(shown);
    else return;
    event.preventDefault();
  });
  show(shown);
});
