// An SMSC on the npm package `smpp`, an implementation of SMPP that is not ours. Settings and commands come as JSON lines on
// standard input (the first line is settings), events leave as JSON lines on standard output.
const fs = require("fs");
const readline = require("readline");
const smpp = require("smpp");

let settings = {};
let next = 1000;
const state = { binds: [], submits: 0, inFlight: 0, mostInFlight: 0, receiptsAnswered: 0, receiptsRefused: 0, enquiries: 0, kept: [], open: 0, ids: [], watched: [], at: 0, odd: {} };
const seen = new Map(); // with settings.count: how often each destination was submitted to, what was throttled left out
const stored = new Map(); // with settings.store: receipts that nobody has answered well yet, as an SMSC keeps them
const sessions = new Set();
const receivers = new Set();

const say = (event) => process.stdout.write(JSON.stringify(event) + "\n");
const later = (work, ms) => (ms ? setTimeout(work, ms) : work());

// Everything that is written in one turn of the event loop leaves in one packet, as from a busy SMSC.
function corked(session, pdu, answered) {
  const socket = session.socket;
  if (!socket.corkedForThisTurn) {
    socket.corkedForThisTurn = true;
    socket.cork();
    setImmediate(() => { socket.corkedForThisTurn = false; socket.uncork(); });
  }
  session.send(pdu, answered);
}

// With settings.odd: what is done wrong to the first settings.oddFirst submits, in turn. Each notes whom it was done to.
const oddities = {
  otherSequence: (session, pdu) => { const wrong = pdu.response({ message_id: String(next++) }); wrong.sequence_number += 0x10000000; session.send(wrong); },
  oddStatus: (session, pdu) => session.send(pdu.response({ command_status: 0x4ff })),
  noId: (session, pdu) => session.send(pdu.response({ message_id: "" })),
  sameId: (session, pdu) => { session.send(pdu.response({ message_id: "same" })); sendReceipt(session, "same", pdu); },
  garbled: (session, pdu) => answerAndReport(session, pdu, Buffer.from("c0ffee00ff1b7b7b7d69643a", "hex")),
  // A NUL in a message number, which PostgreSQL stores in no text.
  poisoned: (session, pdu) => answerAndReport(session, pdu, Buffer.from(receiptText("\0\0" + next, "DELIVRD"), "latin1")),
};

function answerAndReport(session, pdu, message) {
  session.send(pdu.response({ message_id: String(next++) }));
  const fields = { source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, esm_class: 4, short_message: { message } };
  session.send(new smpp.PDU("deliver_sm", fields), (answer) => { if (answer.command_status !== 0) state.receiptsRefused++; });
}

function oddly(session, pdu) {
  const kind = state.submits <= settings.oddFirst && settings.odd[state.submits % settings.odd.length];
  if (!kind) return false;
  (state.odd[kind] = state.odd[kind] || []).push(pdu.destination_addr);
  state.inFlight--;
  oddities[kind](session, pdu);
  return true;
}

function receiptText(id, stat) {
  return `id:${id} sub:001 dlvrd:001 submit date:2611201200 done date:2611201201 stat:${stat} err:000 text:`;
}

function sendReceipt(session, id, pdu) {
  const stat = settings.stat || "DELIVRD";
  const named = settings.receiptHex ? parseInt(id, 10).toString(16) : id;
  const fields = {
    source_addr: pdu.destination_addr, source_addr_ton: 1, source_addr_npi: 1, destination_addr: pdu.source_addr,
    esm_class: 4, short_message: { message: Buffer.from(receiptText(named, stat), "latin1") },
  };
  if (settings.receiptTlvs) Object.assign(fields, { receipted_message_id: named, message_state: stat === "DELIVRD" ? 2 : 5 });
  if (settings.store) stored.set(named, fields);
  const send = () => {
    const target = receivers.has(session) ? session : receivers.values().next().value;
    if (!target) return;
    corked(target, new smpp.PDU("deliver_sm", fields), (answer) => {
      state.at = Date.now() / 1000;
      if (answer.command_status === 0) { state.receiptsAnswered++; state.ids.push(named); stored.delete(named); }
      else { state.receiptsRefused++; if (settings.redeliver) setTimeout(send, 50); }
    });
  };
  later(send, settings.receiptDelay || 0);
}

// After a bind, or the end of another session: the receipts that an earlier session did not answer come again.
function sendStored(session) {
  for (const [named, fields] of stored) {
    corked(session, new smpp.PDU("deliver_sm", fields), (answer) => {
      if (answer.command_status === 0 && stored.delete(named)) state.receiptsAnswered++;
    });
  }
}

function keep(pdu) {
  const short = pdu.short_message || {};
  const payload = pdu.message_payload;
  state.kept.push({
    from: pdu.source_addr, to: pdu.destination_addr, esm_class: pdu.esm_class, data_coding: pdu.data_coding,
    registered_delivery: pdu.registered_delivery, text: short.message, udh: (short.udh || []).map((part) => part.toString("hex")),
    payload: payload && payload.message, sar: [pdu.sar_msg_ref_num, pdu.sar_total_segments, pdu.sar_segment_seqnum],
  });
}

function onSubmit(session, pdu) {
  state.submits++;
  state.at = (performance.timeOrigin + performance.now()) / 1000;
  state.inFlight++;
  state.mostInFlight = Math.max(state.mostInFlight, state.inFlight);
  if (settings.keep) keep(pdu);
  if (pdu.destination_addr === settings.watch) state.watched.push(state.at);
  if (settings.count) seen.set(pdu.destination_addr, (seen.get(pdu.destination_addr) || 0) + 1);
  if (settings.odd && oddly(session, pdu)) return;
  if (settings.hang) return;
  if (settings.dropAfter && state.submits >= settings.dropAfter) { session.socket.destroy(); return; }
  if (settings.throttleFirst && state.submits <= settings.throttleFirst) {
    if (settings.count) seen.delete(pdu.destination_addr);
    state.inFlight--;
    corked(session, pdu.response({ command_status: settings.throttleStatus || smpp.ESME_RTHROTTLED }));
    return;
  }
  const id = String(next++);
  if (settings.receipts === "before") sendReceipt(session, id, pdu);
  later(() => {
    state.inFlight--;
    corked(session, pdu.response({ message_id: id }));
    if (settings.receipts === "after") sendReceipt(session, id, pdu);
  }, settings.responseDelay || 0);
}

function onBind(role) {
  return function (pdu) {
    const session = this;
    if (pdu.system_id !== "bhxh" || pdu.password !== "secret") {
      session.send(pdu.response({ command_status: smpp.ESME_RINVPASWD }));
      return;
    }
    state.binds.push({ role, version: pdu.interface_version, system_type: pdu.system_type });
    session.send(pdu.response({ system_id: "node" }));
    if (role !== "transmitter") receivers.add(session);
    if (settings.onBind) deliver(session, settings.onBind);
    if (settings.store && role !== "transmitter") sendStored(session);
    say({ event: "bound", role, host: session.socket.remoteAddress });
  };
}

// {"text", "data_coding", "esm_class", "udh": hex, "octets": hex, ...}: a phone's message.
function deliver(session, message) {
  const { text, octets, udh, ...fields } = message;
  const body = octets === undefined ? text : Buffer.from(octets, "hex");
  fields.short_message = udh === undefined ? { message: body } : { udh: Buffer.from(udh, "hex"), message: body };
  session.send(new smpp.PDU("deliver_sm", fields), (answer) => say({ event: "answered", status: answer.command_status }));
}

function serve(session) {
  sessions.add(session);
  state.open++;
  session.on("error", () => {});
  session.on("close", () => {
    sessions.delete(session);
    const other = receivers.delete(session) && receivers.values().next().value;
    if (settings.store && other) sendStored(other);
    state.open--;
    say({ event: "closed" });
  });
  session.on("bind_transceiver", onBind("transceiver"));
  session.on("bind_transmitter", onBind("transmitter"));
  session.on("bind_receiver", onBind("receiver"));
  session.on("submit_sm", (pdu) => onSubmit(session, pdu));
  session.on("data_sm", (pdu) => onSubmit(session, pdu));
  session.on("query_sm", (pdu) => session.send(pdu.response({ message_id: pdu.message_id, final_date: "", message_state: 2, error_code: 0 })));
  session.on("enquire_link", (pdu) => { state.enquiries++; if (!settings.deaf) session.send(pdu.response()); });
  session.on("unbind", (pdu) => { say({ event: "unbind" }); session.send(pdu.response(), undefined, () => session.close()); });
}

const commands = {
  set: (values) => { Object.assign(settings, values); say({ event: "set" }); },
  state: () => say({ event: "state", ...state }),
  progress: () => say({ event: "progress", submits: state.submits, receiptsAnswered: state.receiptsAnswered, at: state.at }),
  seen: () => say({ event: "seen", destinations: Object.fromEntries(seen), stored: stored.size }),
  drop: () => { for (const session of sessions) session.socket.destroy(); say({ event: "dropped" }); },
  unbind: () => { for (const session of sessions) session.unbind(() => say({ event: "unbound" })); },
  enquire: () => { for (const session of sessions) session.enquire_link(() => say({ event: "alive" })); },
  outbind: () => { for (const session of sessions) { session.once("generic_nack", (pdu) => say({ event: "nacked", status: pdu.command_status })); session.outbind({ system_id: "node", password: "x" }); } },
  deliver: (message) => { for (const session of receivers) deliver(session, message); },
};

const lines = readline.createInterface({ input: process.stdin });
let server;
lines.on("line", (line) => {
  const command = JSON.parse(line);
  if (server) { commands[command.do](command.with || {}); return; }
  settings = command;
  const tls = settings.key ? { key: fs.readFileSync(settings.key), cert: fs.readFileSync(settings.cert) } : {};
  server = smpp.createServer(tls, serve);
  server.listen(settings.port || 0, settings.host || "127.0.0.1", () => say({ event: "listening", port: server.address().port }));
});
lines.on("close", () => process.exit(0));
