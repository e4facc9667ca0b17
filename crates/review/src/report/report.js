"use strict";
(() => {
  const number = (text) => (text !== "" && !Number.isNaN(Number(text)) ? Number(text) : null);
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((h) => h.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent;
        const rows = [...table.tBodies[0].rows].sort((a, b) => {
          const [x, y] = [key(a), key(b)];
          const [m, n] = [number(x), number(y)];
          return (down ? -1 : 1) * (m !== null && n !== null ? m - n : x.localeCompare(y));
        });
        table.tBodies[0].append(...rows);
      });
    });
  }
  const events = () => [...document.querySelectorAll("details.event")];
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) { target.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", open);
  open();
  const all = document.getElementById("open-all");
  all.hidden = false;
  all.addEventListener("click", () => {
    const any = events().some((e) => !e.open);
    events().forEach((e) => { e.open = any; });
    all.textContent = any ? "Close all" : "Open all";
  });
  addEventListener("beforeprint", () => events().forEach((e) => { e.open = true; }));
})();
