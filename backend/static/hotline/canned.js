// Canned replies behind "/": the field offers those whose short name or words fit; arrows choose, Enter takes, Escape closes.
"use strict";

const answer = document.getElementById("text");
const offer = document.getElementById("canned-offer");
const replies = [...document.querySelectorAll("#canned option[data-name]")].map((option) => ({
  name: option.dataset.name, body: option.value, found: plain(`${option.dataset.name} ${option.value}`),
}));
let shown = [];
let at = 0;

function plain(words) {
  return words.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");
}

/** Names that begin so, then whatever holds the words. */
function fitting(wanted) {
  const short = wanted.replace(/\s/g, "");
  const begins = replies.filter((reply) => reply.name.startsWith(short));
  return [...begins, ...replies.filter((reply) => !begins.includes(reply) && reply.found.includes(wanted))].slice(0, 8);
}

function close() {
  shown = [];
  draw();
}

function draw() {
  const list = offer.firstElementChild;
  list.replaceChildren(...shown.map((reply, place) => {
    const line = document.createElement("li");
    const name = document.createElement("strong");
    name.textContent = `/${reply.name} `;
    line.append(name, reply.body.length > 90 ? `${reply.body.slice(0, 90)}…` : reply.body);
    line.id = `canned-${place}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", String(place === at));
    line.addEventListener("mousedown", (event) => { event.preventDefault(); take(reply); });
    return line;
  }));
  offer.hidden = shown.length === 0;
  if (shown.length) answer.setAttribute("aria-activedescendant", `canned-${at}`);
  else answer.removeAttribute("aria-activedescendant");
  list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
}

function take(reply) {
  answer.value = reply.body;
  close();
  answer.focus();
  answer.dispatchEvent(new Event("input", { bubbles: true }));
}

function look() {
  const written = answer.value;
  shown = written.startsWith("/") && !written.includes("\n") ? fitting(plain(written.slice(1).trim())) : [];
  at = 0;
  draw();
}

function press(event) {
  if (!shown.length) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) at = (at + step + shown.length) % shown.length;
  else if (event.key === "Enter" || event.key === "Tab") { take(shown[at]); }
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (step) draw();
}

if (answer && offer) {
  answer.addEventListener("input", look);
  answer.addEventListener("keydown", press, true);
  answer.addEventListener("blur", close);
  answer.addEventListener("focus", look);
  if (document.activeElement === answer) look(); // typed on a slow line before this has come
}
