// Builds the elements of one message. Text goes in as text nodes only: nothing a person or the bot writes is ever markup.
// The rules for links and small print are those of backend/pages/reply_text.py, which renders the page without JavaScript.
import { framed } from './host.js';

const TRAILING = /[.,;:!?)”"'…]+$/;

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export class Messages {
  constructor(settings) {
    this.settings = settings;
    this.texts = settings.texts;
    this.link = new RegExp(settings.link, 'gi');
  }

  /** A list item for {from, text, meta, parts}; `from` is citizen, bot, agent or notice. */
  item(from, text, meta, parts) {
    const speaker = from === 'citizen' ? this.texts.you : this.texts[from] ?? this.texts.bot;
    const bubble = element('div', { className: 'bubble' });
    if (from === 'citizen') {
      bubble.append(element('p', { className: 'text' }, text));
    } else {
      const shown = parts ?? [{ kind: 'text', text: String(text ?? '') }];
      let small = null;
      for (const part of shown) {
        const [body, source] = part.kind === 'text' ? this.split(part.text) : [null, null];
        small ??= source;
        if (body) bubble.append(element('p', { className: 'text' }, ...body.split('\n').map((said) => this.line(said))));
        if (part.kind === 'card') bubble.append(this.card(part));
        if (part.kind === 'table') bubble.append(this.table(part));
      }
      const line = small ?? this.sourceLine(meta ?? {});
      if (line) bubble.append(element('p', { className: 'source' }, ...this.linked(line)));
    }
    return element('li', { className: `message ${from}`, tabIndex: -1 },
      element('span', { className: 'speaker' }, `${speaker}: `), bubble);
  }

  /** A group of buttons; `choose` is called with the button that was pressed. */
  choices(buttons, label, choose) {
    const made = buttons.map((button) => element('button',
      { type: 'button', onclick: () => choose(button) }, String(button.title)));
    return element('div', { className: 'choices', role: 'group', 'aria-label': label }, ...made);
  }

  card({ rows }) {
    return element('dl', { className: 'card' }, ...rows.map(([label, value]) =>
      element('div', {}, element('dt', {}, label), element('dd', {}, ...this.linked(value)))));
  }

  /** On a narrow screen each row stands as a block of its own, its columns named; the roles keep it a table for screen readers. */
  table({ title, head, rows }) {
    const row = (cells) => element('tr', { role: 'row' }, ...cells.map((cell, at) => (at === 0
      ? element('th', { scope: 'row', role: 'rowheader', 'data-column': head[at] }, cell)
      : element('td', { role: 'cell', 'data-column': head[at] }, cell))));
    return element('table', { role: 'table' },
      element('caption', {}, title),
      element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' },
        ...head.map((name) => element('th', { scope: 'col', role: 'columnheader' }, name)))),
      element('tbody', { role: 'rowgroup' }, ...rows.map(row)));
  }

  /** One line; those of a list ("• ", "– ", "1. ") and what continues them are indented. */
  line(text) {
    const kind = /^([•–-]|\d{1,2}\.) /.test(text) ? ' item' : /^\s/.test(text) ? ' more' : '';
    return element('span', { className: `line${kind}` }, ...this.linked(text.trim()));
  }

  split(text) {
    const lines = text.replace(/^\n+|\n+$/g, '').split('\n');
    const prefix = fill(this.texts.source, { source: '' });
    const at = lines.findIndex((line) => line.startsWith(prefix));
    return at < 0 ? [lines.join('\n'), null] : [lines.slice(0, at).join('\n').trimEnd(), lines.slice(at).join('\n')];
  }

  sourceLine(meta) {
    const said = [];
    if (meta.source) said.push(fill(this.texts.source, { source: meta.source }));
    if (meta.as_of) {
      const month = /^(\d{4})-(\d{2})$/.exec(meta.as_of);
      said.push(month ? fill(this.texts.as_of_month, { year: month[1], month: month[2] })
        : fill(this.texts.as_of, { as_of: meta.as_of }));
    }
    return said.join(' · ');
  }

  linked(text) {
    const nodes = [];
    let end = 0;
    for (const match of text.matchAll(this.link)) {
      const candidate = match[2].replace(TRAILING, '');
      const link = this.anchor(candidate);
      // "https://known@other": another host than the one a reader sees
      if (!link || '@\\'.includes(text[match.index + match[0].length] ?? ' ')) continue;
      const start = match.index + match[1].length;
      nodes.push(text.slice(end, start), link);
      end = start + candidate.length;
    }
    return [...nodes, text.slice(end)];
  }

  anchor(candidate) {
    if (!/^(https?:|\/)/i.test(candidate) && candidate.replace(/\D/g, '') === this.settings.hotline) {
      return element('a', { href: `tel:${this.settings.hotline}` }, candidate);
    }
    let url;
    try {
      url = new URL(/^(https?:|\/)/i.test(candidate) ? candidate : `https://${candidate}`, location.origin);
    } catch {
      return null;
    }
    // our other pages let nobody frame them
    if (url.origin === location.origin) return element('a', { href: url.href, ...(framed && { target: '_blank' }) }, candidate);
    const known = this.settings.hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
    if (url.protocol !== 'https:' || !known || url.port || url.username || url.password) return null;
    return element('a', { href: url.href, target: '_blank', rel: 'noopener noreferrer' }, candidate,
      element('span', { className: 'hidden' }, this.texts.new_page));
  }
}
