(function (settings) {
  'use strict';
  // The chat in a page of somebody else: a button, and a panel with an iframe. Everything of ours stands in a shadow tree, so
  // the page's styles and ours do not meet; no inline style, markup or script is made, so a strict policy of the page holds.
  const NAME = 'tro-ly-bhxh';
  if (document.querySelector(NAME)) return; // the tag stands twice
  const { texts } = settings;
  const script = document.currentScript;
  const { origin } = new URL(script.src);
  const address = `${origin}/nhung`;
  const given = script.dataset;
  const SMALL = '(max-width: 30rem), (max-height: 30rem)';
  const PATIENCE_MS = 12000;

  const css = `
    :host { all: initial !important; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    .open {
      position: fixed; z-index: 2147483000;
      bottom: calc(var(--tro-ly-bottom, 20px) + env(safe-area-inset-bottom));
      display: flex; align-items: center; gap: 10px; min-height: 56px; padding: 8px 20px 8px 8px;
      font: 600 17px/1.3 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
      color: #fff; background: #0f4c5c; border: 2px solid #fff; border-radius: 30px; cursor: pointer;
      box-shadow: 0 4px 16px rgb(0 0 0 / 30%); touch-action: manipulation;
    }
    .open:hover { background: #0b3c49; }
    :focus-visible { outline: 3px solid #c2570c; outline-offset: 2px; }
    .right { right: calc(var(--tro-ly-side, 20px) + env(safe-area-inset-right)); }
    .left { left: calc(var(--tro-ly-side, 20px) + env(safe-area-inset-left)); }
    .icon { width: 40px; height: 40px; flex: none; }
    .badge {
      position: absolute; top: -8px; left: 34px; min-width: 26px; padding: 0 6px;
      font-size: 15px; line-height: 24px; text-align: center; background: #a3261b; border: 1px solid #fff; border-radius: 13px;
    }
    .said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    dialog {
      position: fixed; inset: auto; z-index: 2147483000; margin: 0; padding: 0; overflow: hidden;
      bottom: calc(var(--tro-ly-bottom, 20px) + 72px);
      width: min(420px, calc(100vw - 40px)); height: min(680px, calc(100vh - 120px)); max-width: none; max-height: none;
      color: #1c2b31; background: #f5f2eb; border: 1px solid #7b868a; border-radius: 16px; box-shadow: 0 8px 40px rgb(0 0 0 / 35%);
    }
    dialog[open] { display: flex; flex-direction: column; }
    dialog:modal {
      inset: 0; width: 100vw; height: 100vh; height: 100dvh; border: 0; border-radius: 0;
    }
    iframe { flex: 1; width: 100%; border: 0; color-scheme: light dark; }
    .bar {
      display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 12px 16px;
      font: 17px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
    }
    .bar p { flex: 1 1 100%; margin: 0; }
    .bar a, .bar button {
      display: inline-flex; align-items: center; min-height: 44px; padding: 0 16px; font: inherit; color: #0f4c5c;
      background: #fffdf9; border: 1.5px solid #0f4c5c; border-radius: 22px; text-decoration: none; cursor: pointer;
    }
    @media (max-width: 30rem) { .open .name { display: none; } .open { padding: 6px; } .badge { left: auto; right: -6px; } }
    @media print { .open, dialog { display: none !important; } }
    @media (forced-colors: active) { .open, dialog { border: 2px solid CanvasText; } }
  `;

  function make(tag, properties, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in made) made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  /** Styles that no `style-src` of the page forbids; browsers before 2023 need a style element. */
  function dress(root) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(make('style', { textContent: css }));
    }
  }

  function icon() {
    const shape = (tag, values) => {
      const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
      for (const [name, value] of Object.entries(values)) made.setAttribute(name, value);
      return made;
    };
    const drawn = shape('svg', { viewBox: '0 0 40 40', class: 'icon', 'aria-hidden': 'true' });
    drawn.append(
      shape('path', { d: 'M9 9h22a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H19l-8 6v-6H9a4 4 0 0 1-4-4V13a4 4 0 0 1 4-4z', fill: '#fff' }),
      shape('path', { d: 'M13 19h.02M20 19h.02M27 19h.02', stroke: '#0f4c5c', 'stroke-width': '4', 'stroke-linecap': 'round' }),
    );
    return drawn;
  }

  const side = given.side === 'left' ? 'left' : 'right';
  const badge = make('span', { className: 'badge', hidden: true, 'aria-hidden': 'true' });
  const name = make('span', { className: 'name' }, given.label || texts.label);
  const button = make('button', {
    type: 'button', className: `open ${side}`, 'aria-haspopup': 'dialog', 'aria-expanded': 'false', 'aria-label': texts.open,
  }, icon(), name, badge);
  const said = make('p', { className: 'said', role: 'status' });
  const told = make('p', { role: 'status' });
  const ownPage = make('a', { href: address, target: '_blank', rel: 'noopener', hidden: true }, texts.own_page);
  const bar = make('div', { className: 'bar' }, told, ownPage, make('button', { type: 'button', onclick: close }, texts.dismiss));
  const panel = make('dialog', { className: side, 'aria-label': settings.title }, bar);
  const host = make(NAME, {});
  const root = host.attachShadow({ mode: 'open' });
  dress(root);
  root.append(button, panel, said);

  let frame = null;
  let ready = false;
  let token = given.token || null;
  let unread = 0;
  let patience = null;
  let wanted = false; // the focus, once the chat is there

  // --- the page's memory: whether the panel was open, so that it stays so from page to page. Nothing about the person.
  function remember(state) {
    try {
      sessionStorage.setItem(NAME, state);
    } catch { /* storage switched off: each page begins closed */ }
  }

  function remembered() {
    try {
      return sessionStorage.getItem(NAME);
    } catch {
      return null;
    }
  }

  // --- iframe ------------------------------------------------------------------------------------------------------------
  function load() {
    if (frame) return;
    told.textContent = texts.loading;
    frame = make('iframe', { title: settings.title, src: address, referrerPolicy: 'no-referrer' });
    panel.append(frame);
    patience = setTimeout(() => {
      told.textContent = texts.failed;
      ownPage.hidden = false;
    }, PATIENCE_MS);
  }

  function tell(message) {
    if (ready) frame.contentWindow.postMessage(message, origin);
  }

  function announce(event, detail) {
    document.dispatchEvent(new CustomEvent(`${NAME}:${event}`, { detail }));
  }

  function sendToken() {
    if (!token || !ready) return;
    tell({ bhxh: 'token', token });
    token = null; // it counts once
  }

  addEventListener('message', (event) => {
    if (!frame || event.origin !== origin || event.source !== frame.contentWindow) return;
    const message = event.data ?? {};
    if (message.bhxh === 'ready') {
      ready = true;
      clearTimeout(patience);
      bar.hidden = true;
      if (panel.open) enter(wanted);
      else tell({ bhxh: 'closed' });
      if (token) sendToken();
      else announce('token-wanted');
    } else if (message.bhxh === 'token-refused') {
      announce('token-refused', { code: String(message.code) });
    } else if (message.bhxh === 'close') {
      close();
    } else if (message.bhxh === 'unread' && Number.isInteger(message.count)) {
      show(message.count);
    }
  });

  // --- button and panel --------------------------------------------------------------------------------------------------
  function show(count) {
    const more = count > unread;
    unread = count;
    badge.hidden = count === 0;
    badge.textContent = count > 99 ? '99+' : String(count);
    const words = texts.unread.replace('{count}', count);
    label();
    if (more && !panel.open) said.textContent = `${settings.title}: ${words}`;
    else if (count === 0) said.textContent = '';
    announce('unread', { count });
  }

  function label() {
    const words = unread ? `, ${texts.unread.replace('{count}', unread)}` : '';
    button.setAttribute('aria-label', panel.open ? texts.close : texts.open + words);
    button.setAttribute('aria-expanded', String(panel.open));
  }

  function open({ focus = true } = {}) {
    if (!panel.showModal) { // before Safari 15.4
      window.open(address, '_blank', 'noopener');
      return;
    }
    load();
    if (!panel.open) {
      const before = document.activeElement;
      if (matchMedia(SMALL).matches) panel.showModal();
      else panel.show();
      if (!focus) before?.focus?.();
    }
    label();
    remember('open');
    wanted = focus;
    enter(focus);
  }

  function enter(focus) {
    if (focus) frame.focus();
    tell({ bhxh: 'opened', focus });
  }

  function close() {
    const inside = root.activeElement && panel.contains(root.activeElement);
    if (panel.open) panel.close();
    label();
    remember('closed');
    tell({ bhxh: 'closed' });
    if (inside) button.focus();
  }

  button.addEventListener('click', () => (panel.open ? close() : open()));
  panel.addEventListener('cancel', (event) => { event.preventDefault(); close(); });
  root.addEventListener('keydown', (event) => event.key === 'Escape' && panel.open && close());

  function begin() {
    document.body.append(host);
    const state = remembered();
    if (given.open !== undefined && state === null) open({ focus: false });
    else if (state === 'open' && !matchMedia(SMALL).matches) open({ focus: false });
    else if (state) load(); // there may be a conversation with answers nobody has read
    announce('ready');
  }

  window.TroLyBHXH = Object.freeze({
    open: () => open(),
    close,
    setToken(value) {
      token = String(value);
      sendToken();
    },
    get unread() { return unread; },
  });
  if (document.body) begin();
  else addEventListener('DOMContentLoaded', begin, { once: true });
});
