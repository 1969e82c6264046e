// Keyboard shortcuts of the officers' pages. Whatever has data-key="x" is pressed or focused by x; j and k walk through the rows.
// Everything works without them; they can be turned off, because somebody who speaks to a computer types single letters too.
"use strict";

const OFF = "bhxh.keys.off";
const typing = (element) =>
  element.isContentEditable || element.tagName === "TEXTAREA" || element.tagName === "SELECT" ||
  (element.tagName === "INPUT" && !["checkbox", "radio", "submit", "button"].includes(element.type));

const turnedOff = () => {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
};

function walk(step) {
  const links = [...document.querySelectorAll("[data-rows] tbody th a")];
  const here = links.indexOf(document.activeElement);
  const next = links[Math.min(Math.max(here + step, 0), links.length - 1)];
  next?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || turnedOff()) return;
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "j" || key === "k") {
    walk(key === "j" ? 1 : -1);
    return;
  }
  const element = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!element) return;
  event.preventDefault();
  element.focus();
  if (element.type !== "checkbox") element.click();
});

// "Click đúp vào danh sách" (Công văn 3717/BHXH-CNTT, PL02): anywhere in a row does what its link does.
document.addEventListener("dblclick", (event) => {
  event.target.closest("[data-rows] tbody tr")?.querySelector("th a")?.click();
});

document.addEventListener("DOMContentLoaded", () => {
  for (const help of document.querySelectorAll("[data-shortcuts]")) help.hidden = false;
  const button = document.querySelector("[data-keys-off]");
  if (!button) return;
  const show = () => {
    const off = turnedOff();
    button.textContent = off ? button.dataset.on : button.dataset.off;
    document.body.classList.toggle("keys-off", off);
  };
  button.addEventListener("click", () => {
    try { localStorage.setItem(OFF, turnedOff() ? "0" : "1"); } catch { /* without storage they stay on */ }
    show();
  });
  show();
});
