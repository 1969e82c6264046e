// Keys of a page that is shown but not ready: what is pressed before its other scripts have come is pressed again behind them, so that
// on a slow line or machine no key is lost. Loaded before them, not deferred; `data-alt`: the page's keys are those with Alt.
"use strict";

{
  const withAlt = "alt" in document.currentScript.dataset;
  const early = [];
  const writing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  const keep = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey !== withAlt || event.repeat || !/^\S$/u.test(event.key)) return;
    if (withAlt) event.preventDefault(); // else the browser's own menu would open
    else if (writing(event.target)) return;
    early.push(event.key);
  };

  document.addEventListener("keydown", keep, true);
  addEventListener("DOMContentLoaded", () => { // of the window: behind what the others do in this event of the document
    document.removeEventListener("keydown", keep, true);
    for (const key of early) {
      const pressed = new KeyboardEvent("keydown", { key, altKey: withAlt, bubbles: true, cancelable: true });
      (document.activeElement ?? document.body).dispatchEvent(pressed);
    }
  });
}
