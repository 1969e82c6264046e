// The web chat. It keeps nothing but the conversation's id, and that in sessionStorage: phones are shared in families.
import { Api, Stream } from './api.js';
import { Messages, element, fill } from './message.js';
import { setUpPage } from './page.js';

const STORED = 'bhxh.conversation';
const TYPING_AFTER_MS = 400;
const TYPING_HELD_MS = 8000;
const RECONNECTING_AFTER_MS = 3000;

const byId = (id) => document.getElementById(id);
const settings = JSON.parse(byId('settings').textContent);
const { texts } = settings;
const log = byId('log');
const list = byId('messages');
const input = byId('text');
const send = byId('send');

const build = new Messages(settings);
const api = new Api(settings.api);
const stream = new Stream(settings.api, {
  onReply: (answer) => {
    dropFailure('slow', 'offline', 'unavailable');
    receive(answer, { late: true });
    answered(); // also when the POST had brought the answer first
  },
  onTyping: typing,
  onHandler: (news) => { handler = news.handler; arrivals += 1; paint(); },
  onFresh: () => catchUp().catch(() => {}),
  onState: (up) => (up ? hide('reconnecting') : later('reconnecting', RECONNECTING_AFTER_MS)),
});

let conversation = null;
let busy = false;
let failure = null; // {kind, item}: at most one question waits to be sent again
let arrivals = 0; // counts news, so that older ones do not overrule newer
let epoch = 0; // counts conversations, so that an answer to one that was erased is not shown in the next
const seen = new Set(); // ids of replies shown, which may come by POST, by SSE and in the history
const states = new Map(); // what the status line could say: name -> timer

// --- status line -------------------------------------------------------------------------------------------------------
let handler = 'bot';

function paint() {
  const answering = handler === 'agent' ? texts.typing_agent : texts.typing;
  const byHandler = { queue: texts.queue, agent: texts.with_agent }[handler] ?? '';
  const said = states.get('typing')?.on ? answering : states.get('reconnecting')?.on ? texts.reconnecting : byHandler;
  const status = byId('status');
  if (status.textContent !== said) status.textContent = said;
  status.classList.toggle('typing', said === answering);
}

function hide(name) {
  clearTimeout(states.get(name)?.timer);
  if (states.delete(name)) paint();
}

function show(name, forMs) {
  hide(name);
  states.set(name, { on: true, timer: forMs && setTimeout(() => hide(name), forMs) });
  paint();
}

function later(name, ms, forMs) {
  if (!states.has(name)) states.set(name, { on: false, timer: setTimeout(() => show(name, forMs), ms) });
}

/** The server says that an answer is being made. While a question of ours is on its way that is known already. */
function typing() {
  if (busy) return;
  if (states.get('typing')?.on) show('typing', TYPING_HELD_MS);
  else later('typing', TYPING_AFTER_MS, TYPING_HELD_MS);
}

/** Nothing is being typed any more, unless a question of ours is on its way. */
function answered() {
  if (!busy) hide('typing');
}

// --- the log -----------------------------------------------------------------------------------------------------------
const scroller = () => (log.scrollHeight > log.clientHeight + 1 ? log : document.scrollingElement);

function nearEnd() {
  const box = scroller();
  return box.scrollHeight - box.scrollTop - box.clientHeight < 160;
}

/** Brings new items into view; of an answer longer than the window its beginning, because that is read first. */
function reveal(first, last = first) {
  const room = Math.min(log.clientHeight, innerHeight - byId('composer').offsetHeight);
  const tall = last.getBoundingClientRect().bottom - first.getBoundingClientRect().top > room;
  (tall ? first : last).scrollIntoView({ block: tall ? 'start' : 'end' });
  byId('latest').hidden = true;
}

// the field grew or a keyboard opened: who was reading the end still is
let atEnd = true;
document.addEventListener('scroll', () => { atEnd = nearEnd(); }, { capture: true, passive: true });
new ResizeObserver(() => atEnd && scroller() === log && log.scrollTo(0, log.scrollHeight)).observe(log);

function dropChoices() {
  for (const group of list.querySelectorAll('.choices')) group.remove();
}

function offer(item, buttons) {
  if (!buttons?.length) return;
  dropChoices();
  item.append(build.choices(buttons, texts.choices, (button) => {
    ask({ text: String(button.title), payload: button.payload, focus: true });
  }));
}

/** Shows the replies not shown yet, and says how many. Replies carry the id of their message, so nothing appears twice. */
function receive(answer, { late = false } = {}) {
  const follow = !late || nearEnd();
  const items = [];
  for (const reply of answer.replies ?? []) {
    if (reply.id != null && seen.has(reply.id)) continue;
    if (reply.id != null) seen.add(reply.id);
    const item = build.item(reply.from ?? (answer.handler === 'agent' ? 'agent' : 'bot'), reply.text, reply.meta);
    list.append(item);
    offer(item, reply.buttons);
    items.push(item);
  }
  handler = answer.handler ?? handler;
  arrivals += 1;
  paint();
  if (items.length && follow) reveal(items[0], items.at(-1));
  else if (items.length) byId('latest').hidden = false;
  return items.length;
}

function notice(text, ...actions) {
  const item = build.item('notice', text);
  item.lastChild.append(...actions);
  list.append(item);
  reveal(item);
  return item;
}

// --- asking ------------------------------------------------------------------------------------------------------------
async function ask(question) {
  if (busy) return;
  busy = true;
  send.setAttribute('aria-disabled', 'true');
  dropFailure();
  dropChoices();
  question.item ??= list.appendChild(build.item('citizen', question.text));
  question.item.classList.remove('unsent');
  reveal(question.item);
  // the pressed button is gone; from the question, Tab leads on to the next choices
  if (question.focus) question.item.focus({ preventScroll: true });
  later('typing', TYPING_AFTER_MS);
  const asked = epoch;
  let failed = null;
  try {
    const answer = await api.send(conversation, question.text, question.payload ?? null);
    if (asked === epoch) {
      remember(answer.conversation_id);
      receive(answer);
    }
  } catch (error) {
    failed = error;
  }
  if (asked !== epoch) return;
  busy = false;
  send.removeAttribute('aria-disabled');
  hide('typing');
  if (failed) fail(failed, question);
}

function fail(error, question) {
  if (!error.kind) throw error;
  if (error.kind === 'expired') {
    forget();
    notice(texts.expired);
    if (!question.payload) ask(question);
    return;
  }
  if (error.kind === 'invalid') {
    // to be mended, not repeated: back into the field
    question.item.remove();
    if (!question.payload && !input.value) write(question.text);
    failure = { kind: 'invalid', item: notice(error.detail) };
    input.focus();
    return;
  }
  question.item.classList.add('unsent');
  question.item.dataset.unsent = texts.unsent;
  const text = error.kind === 'refused' ? error.detail : fill(texts[error.kind], { seconds: error.seconds });
  const again = element('button', {
    type: 'button', className: 'retry', onclick: () => ask({ ...question, focus: true }),
  }, texts.retry);
  if (error.kind === 'busy') {
    again.disabled = true;
    setTimeout(() => { again.disabled = false; }, error.seconds * 1000);
  }
  failure = { kind: error.kind, item: notice(text, again), question: question.item };
}

/** Takes the notice away: the question goes out again, or its answer came after all. */
function dropFailure(...kinds) {
  if (!failure || (kinds.length && !kinds.includes(failure.kind))) return;
  failure.item.remove();
  failure.question?.classList.remove('unsent');
  failure = null;
}

// --- the conversation's id -----------------------------------------------------------------------------------------------
function remember(id) {
  conversation = id;
  try {
    sessionStorage.setItem(STORED, id);
  } catch { /* storage switched off: the conversation lives as long as the page */ }
  stream.open(id);
}

function stored() {
  try {
    return sessionStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function forget() {
  conversation = null;
  handler = 'bot';
  epoch += 1;
  seen.clear(); // each conversation counts its messages from 1
  busy = false;
  send.removeAttribute('aria-disabled');
  stream.close();
  for (const name of [...states.keys()]) hide(name);
  try {
    sessionStorage.removeItem(STORED);
  } catch { /* nothing was kept */ }
}

/** Fetches what happened while no stream was open. */
async function catchUp() {
  const [asked, before] = [epoch, arrivals];
  try {
    const history = await api.messages(conversation);
    if (asked !== epoch) return;
    const replies = history.messages.filter((message) => message.from !== 'citizen');
    // a history without news is older than a typing event that came meanwhile
    if (receive({ replies, handler: before === arrivals ? history.handler : handler }, { late: true })) answered();
  } catch (error) {
    if (asked === epoch && error.kind === 'expired') {
      forget();
      notice(texts.expired);
    }
    throw error;
  }
}

/** Shows a conversation again after a reload. */
async function restore(id) {
  for (const item of list.querySelectorAll('li:not(#welcome)')) item.remove();
  try {
    const history = await api.messages(id);
    log.setAttribute('aria-live', 'off'); // known text: a screen reader must not read all of it again
    dropChoices();
    for (const message of history.messages) {
      if (message.id != null && message.from !== 'citizen') seen.add(message.id);
      list.append(build.item(message.from, message.text, message.meta));
    }
    handler = history.handler ?? handler;
    offer(list.lastElementChild, history.messages.at(-1)?.buttons);
    reveal(list.lastElementChild);
    paint();
    setTimeout(() => log.setAttribute('aria-live', 'polite'), 1000);
    remember(id);
  } catch (error) {
    if (!error.kind) throw error;
    if (error.kind === 'expired') {
      forget();
      notice(texts.expired);
      return;
    }
    const item = notice(fill(texts[error.kind] ?? error.detail, { seconds: error.seconds }), element('button', {
      type: 'button', className: 'retry', onclick: () => { item.remove(); restore(id); },
    }, texts.retry));
  }
}

// --- page ----------------------------------------------------------------------------------------------------------------
const write = setUpPage({ settings, input, composer: byId('composer'), submit, erase });
const welcome = byId('welcome').querySelector('.choices')?.cloneNode(true);

function submit(text) {
  if (busy) return false;
  ask({ text });
  return true;
}

function greet() {
  for (const button of list.querySelectorAll('#welcome .choices button')) {
    button.type = 'button';
    button.onclick = () => ask({ text: button.value, focus: true });
  }
}

/** Forgets the conversation here and ends it on the server (which also drops the cookie of a page without JavaScript). */
function erase(form) {
  form.elements.conversation_id.value = conversation ?? log.dataset.conversation;
  const body = new URLSearchParams(new FormData(form));
  body.set('end', '1');
  fetch(form.action, { method: 'POST', body, redirect: 'manual', keepalive: true }).catch(() => {});
  forget();
  log.dataset.conversation = '';
  form.elements.conversation_id.value = '';
  failure = null;
  for (const item of list.querySelectorAll('li:not(#welcome)')) item.remove();
  dropChoices();
  if (welcome) byId('welcome').append(welcome.cloneNode(true));
  greet();
  write('');
  byId('latest').hidden = true;
  input.focus();
}

byId('latest').addEventListener('click', () => { reveal(list.lastElementChild); list.lastElementChild.focus(); });
addEventListener('pagehide', () => stream.close());
addEventListener('pageshow', (event) => event.persisted && conversation && stream.open(conversation));

greet();
const known = stored() || log.dataset.conversation;
if (known) restore(known);
