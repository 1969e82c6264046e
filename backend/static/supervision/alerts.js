// Who is on duty learns from the tab, too, that a refused card waits: its number stands in the title.
"use strict";

{
  const title = document.title;
  const show = () => {
    const count = Number(document.getElementById("alerts-untaken")?.dataset.count ?? 0);
    document.title = count ? `(${count}) ${title}` : title;
  };
  // The hotline's pages count in their own way, and with these.
  if (!document.getElementById("queue")) {
    document.body.addEventListener("htmx:afterSwap", show);
    show();
  }
}
