// What the chat and whoever shows it tell each other: a page around it (postMessage), or an app with a WebView.
// Out go: ready, close, unread {count}, token-refused {code}. In come: opened {focus}, closed, token {token}.

export const framed = window.parent !== window;
const bridge = () => window.webkit?.messageHandlers?.TroLyBHXH ?? window.TroLyBHXHApp;

/** Whether an origin is one of the allowed ones: `http://localhost:*` is any port, `file:` calls itself `null`. */
export function allows(parents, origin) {
  return parents.some((allowed) => allowed === origin
    || (allowed === 'file:' && origin === 'null')
    || (allowed.endsWith(':*') && new RegExp(`^${allowed.slice(0, -2).replace(/\./g, '\\.')}(:\\d+)?$`).test(origin)));
}

export class Host {
  constructor(embed, on) {
    this.embed = embed;
    this.on = on;
    if (!embed) return;
    addEventListener('message', (event) => {
      // An app puts its messages in by running script in this very page; nobody else can.
      const known = framed ? event.source === window.parent && allows(embed.parents, event.origin)
        : event.source === window && event.origin === location.origin;
      if (known) this.on[event.data?.bhxh]?.(event.data);
    });
    // on its way down: what is open inside closes itself, and would no longer be seen to have been open
    addEventListener('keydown', (event) => {
      const busy = document.querySelector('dialog[open], details[open]');
      if (event.key === 'Escape' && !busy) this.tell({ bhxh: 'close' });
    }, true);
  }

  /** A token that an app put behind the address (`#token=…`), which reaches no server and no log; it is taken out at once. */
  takeToken() {
    const found = this.embed && /^#token=([\w.-]+)$/.exec(location.hash)?.[1];
    if (found) history.replaceState(null, '', location.pathname);
    return found || null;
  }

  /** Whether somebody is there who can close the chat. */
  get present() {
    return Boolean(this.embed && (framed || bridge()));
  }

  tell(message) {
    if (!this.present) return;
    // To any origin: none of it is a secret, and only those whom frame-ancestors allows can be around us.
    if (framed) window.parent.postMessage(message, '*');
    else bridge().postMessage(JSON.stringify(message));
  }
}
