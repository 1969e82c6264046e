"use strict";
// The key comes from the form, or from the address printed at start (…/sandbox/#<key>): what stands behind # never
// reaches a server. It is kept for this browser tab only.
const EVERY = 3000;
const STORED = "sandbox-key";
const element = (id) => document.getElementById(id);
const lanes = Object.fromEntries(
  [...element("lanes").querySelectorAll("dt")].map((term) => [term.textContent, term.nextElementSibling.textContent]),
);
const REPEAT = 60000; // the gateway takes the same text of the same phone within a minute for one that came twice
const sent = []; // what this tab's phones have written; the inbox knows answers only
let timer = 0;
let shown = null;
let asked = 0; // how often the inbox was asked: an answer that comes behind a later question's is not shown

const digits = (phone) => phone.replace(/\D/g, "").replace(/^84/, "0");

function render(arrived) {
  const to = digits(element("to").value);
  const written = sent.filter((message) => !to || digits(message.to) === to);
  const messages = [...arrived, ...written].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  const newest = messages.map((message) => message.id).join();
  if (newest === shown) return;
  shown = newest;
  const items = messages.map((message) => {
    const item = element("message").content.cloneNode(true);
    if (message.lane === "phone") item.querySelector("li").className = "from-phone";
    item.querySelector(".to").textContent = message.to.replace(/^(\d{4})(\d{3})(\d{3})$/, "$1 $2 $3");
    item.querySelector(".lane").textContent = lanes[message.lane] || message.lane;
    const time = item.querySelector("time");
    time.dateTime = message.at;
    time.textContent = new Date(message.at).toLocaleString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh" });
    item.querySelector(".body").textContent = message.body;
    return item;
  });
  element("messages").replaceChildren(...items);
  const news = element("news");
  news.textContent = messages.length ? news.dataset.count.replace("{count}", messages.length) : news.dataset.empty;
}

function complain(detail, where = "error") {
  element(where).textContent = detail;
  element(where).hidden = !detail;
}

const told = (body) => (body.errors ? body.errors[0].detail : body.detail);
const authorised = () => ({ Authorization: "Bearer " + sessionStorage.getItem(STORED) });

async function load() {
  clearTimeout(timer);
  const key = sessionStorage.getItem(STORED);
  if (!key) return;
  const to = element("to").value.trim();
  const mine = ++asked;
  const address = "messages" + (to ? "?to=" + encodeURIComponent(to) : "");
  try {
    const answer = await fetch(address, { headers: authorised(), cache: "no-store" });
    const body = await answer.json();
    if (mine !== asked) return;
    if (answer.ok) {
      complain("");
      element("key-field").hidden = true;
      element("key").required = false;
      element("phone").hidden = false;
      render(body.messages);
    } else {
      complain(told(body));
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

async function send(phone, body) {
  // The inbox refuses what is no number, which the gateway would take in and nobody answer.
  const asked = await fetch("messages?to=" + encodeURIComponent(phone), { headers: authorised(), cache: "no-store" });
  if (!asked.ok) return told(await asked.json());
  const message = { sender: phone, text: body };
  const headers = { ...authorised(), "Content-Type": "application/json" };
  const answer = await fetch("../inbound/sandbox", { method: "POST", headers, body: JSON.stringify(message) });
  return answer.ok ? "" : told(await answer.json());
}

element("send").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = element("send");
  const button = form.querySelector("button");
  const [phone, body] = [element("from").value.trim(), element("text").value.trim()];
  const again = (one) => digits(one.to) === digits(phone) && one.body === body && Date.now() - Date.parse(one.at) < REPEAT;
  element("done").textContent = "";
  complain(sent.some(again) ? form.dataset.repeated : "", "wrong");
  if (!body || button.disabled || sent.some(again)) return;
  button.disabled = true;
  try {
    const wrong = await send(phone, body);
    complain(wrong, "wrong");
    if (wrong) return;
    sent.push({ id: `phone-${sent.length}`, to: digits(phone), body, lane: "phone", at: new Date().toISOString() });
    element("done").textContent = form.dataset.sent.replace("{phone}", phone);
    element("text").value = "";
    element("to").value = phone;
    load();
  } catch {
    complain(element("news").dataset.unreachable, "wrong");
  } finally {
    button.disabled = false;
  }
});
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
