// The web chat, put together. It keeps the id of the conversation, how far it was read, and what waits for a network, all in sessionStorage: phones are shared in families.
import { Api, Stream } from './api.js';
import { Asking } from './asking.js';
import { Conversation } from './conversation.js';
import { setUpFiles } from './files.js';
import { Host, framed } from './host.js';
import { Log } from './log.js';
import { Messages } from './message.js';
import { setUpPage } from './page.js';
import { Rating } from './rating.js';
import { reveal } from './scroll.js';
import { StatusLine } from './status.js';
import { Unread } from './unread.js';

const byId = (id) => document.getElementById(id);
const settings = JSON.parse(byId('settings').textContent);
const { texts } = settings;
const input = byId('text');

const status = new StatusLine(byId('status'), texts);
const build = new Messages(settings);
const api = new Api(settings.api);
const stream = new Stream(settings.api, {
  onReply: (answer) => {
    asking.dropFailure('slow', 'offline', 'unavailable');
    log.receive(answer, { late: true });
    asking.answered(); // also when the POST had brought the answer first
  },
  onTyping: () => asking.busy || status.typing(),
  onHandler: (news) => log.handledBy(news.handler),
  onFresh: () => conversation.catchUp().catch(() => {}),
  onState: (up) => status.connection(up),
});
const log = new Log({ texts, build, status }, {
  ask: (question) => asking.ask(question),
  arrived: (number) => unread.arrived(number),
  ended: (reply) => rating.after(reply),
});
const rating = new Rating(texts, {
  rate: (message, score) => api.rate(conversation.id, message, score),
  show: (item) => log.follow(item),
});
const host = new Host(settings.embed, {
  opened: ({ focus }) => { unread.show(true); if (focus && matchMedia('(pointer: fine)').matches) input.focus(); },
  closed: () => unread.show(false),
  token: ({ token }) => conversation.identify(String(token)),
});
const unread = new Unread((count) => host.tell({ bhxh: 'unread', count }));
const conversation = new Conversation({ texts, api, stream, log, host }, {
  forgotten: () => {
    log.forget();
    rating.forget();
    unread.forget();
    asking.free();
    status.forget();
  },
  emptied: clear,
  answered: () => asking.answered(),
});
const asking = new Asking({
  texts, api, log, status, conversation, input, send: byId('send'), write: (text) => write(text),
});
const write = setUpPage({ settings, input, composer: byId('composer'), submit: (text) => asking.submit(text), erase });
setUpFiles({
  texts,
  build,
  api,
  conversation: () => conversation.id,
  notice: (text) => log.notice(text),
  receive: (answer) => log.receive(answer),
  show: (item) => { log.dropChoices(); log.put(item); },
});

/** The page as it was opened. */
function clear() {
  asking.failure = null;
  log.clear();
}

/** Forgets the conversation here and ends it on the server (which also drops the cookie of a page without JavaScript). */
function erase(form) {
  form.elements.conversation_id.value = conversation.id ?? log.box.dataset.conversation;
  const body = new URLSearchParams(new FormData(form));
  body.set('end', '1');
  fetch(form.action, { method: 'POST', body, redirect: 'manual', keepalive: true }).catch(() => {});
  conversation.forget();
  log.box.dataset.conversation = '';
  form.elements.conversation_id.value = '';
  asking.outbox.forget();
  clear();
  write('');
  byId('latest').hidden = true;
  input.focus();
}

byId('rate').addEventListener('click', () => {
  rating.ask(log.latest).querySelector('button').focus();
});
byId('latest').addEventListener('click', () => { reveal(log.last); log.last.focus(); });
addEventListener('pagehide', () => stream.close());
addEventListener('pageshow', (event) => event.persisted && conversation.id && stream.open(conversation.id));

byId('minimise')?.addEventListener('click', () => host.tell({ bhxh: 'close' }));
if (host.present) byId('minimise').hidden = false;
if (host.present && framed) unread.shown = false; // until its host says that it is open
log.greet();
const known = conversation.stored || log.box.dataset.conversation;
if (known) conversation.restoring = conversation.restore(known);
Promise.resolve(conversation.restoring).then(() => asking.resume());
addEventListener('online', () => asking.flush());
const token = host.takeToken();
if (token) conversation.identify(token);
host.tell({ bhxh: 'ready' });
