// The chat API as the widget uses it: one message out, the history, and the stream of what comes by itself.

const ANSWER_MS = 20000;
const RETRY_MS = [1000, 2000, 5000, 10000, 30000];

/** Why a request failed: `kind` is offline, slow, busy, invalid, expired, refused or unavailable. */
export class Failure extends Error {
  constructor(kind, { detail = '', seconds = 0, code = '' } = {}) {
    super(kind);
    this.kind = kind;
    this.detail = detail;
    this.seconds = seconds;
    this.code = code;
  }
}

export class Api {
  constructor(address) {
    this.address = address;
  }

  send(conversation, { id, text, payload = null }) {
    return this.request(this.address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ conversation_id: conversation, text, payload, client_id: id }),
    });
  }

  messages(conversation) {
    return this.request(`${this.address}/${encodeURIComponent(conversation)}/messages`, {});
  }

  /** Hands over a user token of the site or app around the chat; answers with the conversation that is this user's. */
  identify(conversation, token) {
    return this.request(`${this.address}/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ conversation_id: conversation, token }),
    });
  }

  rate(conversation, message, score) {
    return this.request(`${this.address}/${encodeURIComponent(conversation)}/rating`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ message, score }),
    });
  }

  transcript(conversation, kind) {
    return this.request(`${this.address}/${encodeURIComponent(conversation)}/transcript.${kind}`, {}, (response) => response.blob());
  }

  picture(conversation, bytes) {
    return this.request(`${this.address}/${encodeURIComponent(conversation)}/picture`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: bytes,
    });
  }

  async request(address, options, read = (response) => response.json()) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), ANSWER_MS);
    try {
      const response = await fetch(address, { ...options, cache: 'no-store', signal: stop.signal });
      if (!response.ok) throw await this.failure(response);
      return response.status === 204 ? null : await read(response);
    } catch (error) {
      if (error instanceof Failure) throw error;
      if (error.name === 'AbortError') throw new Failure('slow');
      throw new Failure(navigator.onLine === false ? 'offline' : 'unavailable');
    } finally {
      clearTimeout(timer);
    }
  }

  async failure(response) {
    const { detail = '', code = '' } = await response.json().catch(() => ({}));
    if (response.status === 429) {
      return new Failure('busy', { detail, seconds: Number(response.headers.get('Retry-After')) || 10 });
    }
    if (response.status === 404) return new Failure('expired', { detail });
    if (response.status === 422) return new Failure('invalid', { detail });
    return response.status >= 500 ? new Failure('unavailable') : new Failure('refused', { detail, code });
  }
}

/**
 * Server-sent events of one conversation. The browser reconnects by itself and sends Last-Event-ID; when the server
 * refused (the browser then gives up) a fresh connection is made after a growing pause, and `onFresh` fetches what was missed, or finds that the conversation is over.
 */
export class Stream {
  constructor(address, { onReply, onTyping, onHandler, onFresh, onState }) {
    Object.assign(this, { address, onReply, onTyping, onHandler, onFresh, onState });
    this.tries = 0;
    addEventListener('online', () => this.timer && this.connect());
  }

  open(conversation) {
    if (this.conversation === conversation) return;
    this.conversation = conversation;
    this.connect();
  }

  close() {
    this.conversation = null;
    this.drop();
  }

  drop() {
    clearTimeout(this.timer);
    this.timer = null;
    this.source?.close();
    this.source = null;
  }

  connect() {
    this.drop();
    const source = new EventSource(`${this.address}/${encodeURIComponent(this.conversation)}/events`);
    this.source = source;
    let fresh = true;
    source.onopen = () => {
      this.tries = 0;
      this.onState(true);
      if (fresh) this.onFresh();
      fresh = false;
    };
    source.addEventListener('reply', (event) => this.onReply(JSON.parse(event.data)));
    source.addEventListener('typing', () => this.onTyping());
    source.addEventListener('handler', (event) => this.onHandler(JSON.parse(event.data)));
    source.onerror = () => {
      this.onState(false);
      if (source.readyState !== EventSource.CLOSED) return;
      if (this.tries > 0) this.onFresh();
      const pause = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)];
      this.tries += 1;
      this.timer = setTimeout(() => this.connect(), pause * (0.75 + Math.random() / 2));
    };
  }
}
