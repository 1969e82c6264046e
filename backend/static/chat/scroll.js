// What of the conversation is in view.

const byId = (id) => document.getElementById(id);
const log = byId('log');

const scroller = () => (log.scrollHeight > log.clientHeight + 1 ? log : document.scrollingElement);

export function nearEnd() {
  const box = scroller();
  return box.scrollHeight - box.scrollTop - box.clientHeight < 160;
}

/** Brings new items into view; of an answer longer than the window its beginning, because that is read first. */
export function reveal(first, last = first) {
  const room = Math.min(log.clientHeight, innerHeight - byId('composer').offsetHeight);
  const tall = last.getBoundingClientRect().bottom - first.getBoundingClientRect().top > room;
  (tall ? first : last).scrollIntoView({ block: tall ? 'start' : 'end' });
  byId('latest').hidden = true;
}

// the field grew or a keyboard opened: who was reading the end still is
let atEnd = true;
document.addEventListener('scroll', () => { atEnd = nearEnd(); }, { capture: true, passive: true });
new ResizeObserver(() => atEnd && scroller() === log && log.scrollTo(0, log.scrollHeight)).observe(log);
