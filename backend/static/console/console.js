// What the consoles' pages need beyond htmx: asking before what cannot be undone, and taking the focus to what was refused.
"use strict";

document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm;
  if (question && !confirm(question)) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  if (event.target.hasAttribute("data-forget")) sessionStorage.clear(); // drafts of who logs out
  const button = event.submitter;
  if (button && event.target.method === "post" && !event.target.hasAttribute("hx-post")) {
    // A second press while the first is on its way would do it twice.
    setTimeout(() => { button.setAttribute("aria-disabled", "true"); button.disabled = true; });
  }
}, true);

document.addEventListener("DOMContentLoaded", () => document.querySelector("[data-focus]")?.focus());

// A page that the browser shows again from its memory has its buttons back.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
