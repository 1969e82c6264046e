// The supervisor's live page: what is being chosen there is not swapped away by news; the next news bring it up to date.
"use strict";

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const chosen = document.activeElement;
  if (chosen?.closest(".supervision-give") && event.detail.target.contains(chosen)) event.detail.shouldSwap = false;
});
