"use strict";
// The key comes from the form, or from the address printed at start (…/sandbox/#<key>): what stands behind # never
// reaches a server. It is kept for this browser tab only.
const EVERY = 3000;
const STORED = "sandbox-key";
const element = (id) => document.getElementById(id);
const lanes = Object.fromEntries(
  [...element("lanes").querySelectorAll("dt")].map((term) => [term.textContent, term.nextElementSibling.textContent]),
);
let timer = 0;
let shown = null;

function render(messages) {
  const newest = messages.map((message) => message.id).join();
  if (newest === shown) return;
  shown = newest;
  const items = messages.map((message) => {
    const item = element("message").content.cloneNode(true);
    item.querySelector(".to").textContent = message.to.replace(/^(\d{4})(\d{3})(\d{3})$/, "$1 $2 $3");
    item.querySelector(".lane").textContent = lanes[message.lane] || message.lane;
    const time = item.querySelector("time");
    time.dateTime = message.at;
    time.textContent = new Date(message.at).toLocaleString("vi-VN");
    item.querySelector(".body").textContent = message.body;
    return item;
  });
  element("messages").replaceChildren(...items);
  const news = element("news");
  news.textContent = messages.length ? news.dataset.count.replace("{count}", messages.length) : news.dataset.empty;
}

function complain(detail) {
  element("error").textContent = detail;
  element("error").hidden = !detail;
}

async function load() {
  clearTimeout(timer);
  const key = sessionStorage.getItem(STORED);
  if (!key) return;
  const to = element("to").value.trim();
  const address = "messages" + (to ? "?to=" + encodeURIComponent(to) : "");
  try {
    const answer = await fetch(address, { headers: { Authorization: "Bearer " + key }, cache: "no-store" });
    const body = await answer.json();
    if (answer.ok) {
      complain("");
      element("key-field").hidden = true;
      element("key").required = false;
      render(body.messages);
    } else {
      complain(body.errors ? body.errors[0].detail : body.detail);
      if (answer.status === 401 || answer.status === 403) {
        sessionStorage.removeItem(STORED);
        element("key-field").hidden = false;
        element("key").required = true;
      }
      return;
    }
  } catch {
    complain(element("news").dataset.unreachable);
  }
  if (element("refresh").checked) timer = setTimeout(load, EVERY);
}

element("filter").addEventListener("submit", (event) => {
  event.preventDefault();
  if (element("key").value) sessionStorage.setItem(STORED, element("key").value);
  element("key").value = "";
  shown = null;
  load();
});
element("refresh").addEventListener("change", load);
document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : load()));
if (location.hash.length > 1) {
  sessionStorage.setItem(STORED, decodeURIComponent(location.hash.slice(1)));
  history.replaceState(null, "", location.pathname);
}
load();
