// What surrounds the conversation: the field to write in, the menu, the virtual keyboard.
import { fill } from './message.js';

const COUNT_FROM = 200; // characters left from which the count is shown

/** Wires the page; returns a function that puts text into the field. */
export function setUpPage({ settings, input, composer, submit, erase }) {
  const count = document.getElementById('counter');
  const { texts, limit } = settings;
  // as the server counts: code points of the composed form
  const length = () => [...input.value.normalize('NFC')].length;

  function grow() {
    input.style.height = 'auto';
    input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`;
    const left = limit - length();
    const said = left < 0 ? fill(texts.over, { count: -left, limit })
      : left <= COUNT_FROM ? fill(texts.left, { count: left }) : '';
    count.textContent = said;
    count.classList.toggle('over', left < 0);
    input.setAttribute('aria-invalid', String(left < 0));
  }

  function write(text) {
    input.value = text;
    grow();
  }

  function go() {
    const text = input.value.trim();
    if (!text || length() > limit) {
      input.focus();
      return;
    }
    if (submit(text)) write('');
  }

  input.addEventListener('input', grow);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey) return;
    // Telex and VNI: Enter ends the composition of a word; sending now would lose its last letters
    if (event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    go();
  });
  composer.addEventListener('submit', (event) => {
    event.preventDefault();
    go();
  });
  // keeps the field focused, and with it the virtual keyboard open
  document.getElementById('send').addEventListener('pointerdown', (event) => event.preventDefault());

  setUpMenu(erase);
  setUpKeyboard();
  grow();
  return write;
}

function setUpMenu(erase) {
  const menu = document.getElementById('menu');
  const end = document.getElementById('end');
  const confirm = document.getElementById('confirm');
  const print = document.getElementById('print');
  const summary = menu.querySelector('summary');
  const close = () => { menu.open = false; };

  print.hidden = false;
  print.addEventListener('click', () => window.print());
  end.addEventListener('click', (event) => event.target.closest('button') && close());
  end.addEventListener('submit', (event) => {
    event.preventDefault();
    close();
    confirm.returnValue = 'cancel';
    confirm.showModal();
  });
  confirm.addEventListener('close', () => {
    if (confirm.returnValue === 'end') erase(end);
    else summary.focus();
  });
  document.addEventListener('click', (event) => menu.contains(event.target) || close());
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    close();
    summary.focus();
  });
}

/** iOS lays the keyboard over the page; elsewhere dvh and interactive-widget do the same by themselves. */
function setUpKeyboard() {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    if (view.scale > 1.01) return; // pinch zoom is no keyboard
    const covered = window.innerHeight - view.height > 80;
    document.documentElement.style.setProperty('--height', covered ? `${view.height}px` : '100dvh');
    if (covered) window.scrollTo(0, 0);
  };
  view.addEventListener('resize', fit);
}
