// Draws the page's charts and opens what stands behind a figure. Text goes in as text, never as markup.
"use strict";
(() => {
  const read = (id) => {
    const at = document.getElementById(id);
    return at ? JSON.parse(at.textContent) : {};
  };
  const charts = read("charts"), data = read("data"), panel = document.getElementById("panel");
  const marks = { reported: "●", leaked: "◐", estimated: "○", assumed: "◇", derived: "ƒ" };

  const drawn = [];
  for (const [name, chart] of Object.entries(charts)) {
    const at = document.getElementById("chart-" + name);
    if (!at || typeof Plotly === "undefined") continue;
    Plotly.newPlot(at, chart.data, chart.layout, chart.config);
    drawn.push(at);
    at.on("plotly_click", (event) => {
      const to = event.points[0] && event.points[0].customdata;
      if (typeof to === "string" && /^[a-z0-9-]+\.html#\w+$/.test(to)) location.href = to;
    });
  }
  addEventListener("beforeprint", () => drawn.forEach((at) => Plotly.relayout(at, { width: at.parentElement.classList.contains("multiples") ? 480 : Math.min(at.clientWidth || 680, 680) })));
  addEventListener("afterprint", () => drawn.forEach((at) => Plotly.relayout(at, { autosize: true, width: null })));

  const add = (to, tag, text, kind) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (kind) made.className = kind;
    to.append(made);
    return made;
  };
  const web = (url) => {
    try {
      const found = new URL(url);
      return found.protocol === "https:" || found.protocol === "http:" ? found.href : "";
    } catch {
      return "";
    }
  };
  const fact = (list, f) => {
    const item = add(list, "li");
    add(item, "i", marks[f.b] || "", "mark " + f.b);
    add(item, "b", ` ${f.l}, ${f.p}: ${f.v}`);
    const rest = [f.b, f.k && f.k + " confidence", f.at, f.d && "as of " + f.d].filter(Boolean).join(" · ");
    add(item, "div", rest);
    for (const text of [f.q && "Definition: " + f.q, f.o, f.w && "Not used: " + f.w]) if (text) add(item, "div", text);
    if (f.s || f.u) {
      const from = add(item, "div", "Source: ");
      const href = f.u ? web(f.u) : "";
      if (href) {
        const a = add(from, "a", f.s || f.u);
        a.href = href;
        a.rel = "noopener noreferrer";
        a.target = "_blank";
      } else from.append([f.s, f.u].filter(Boolean).join(", "));
    }
  };
  let opener = null;
  const close = () => {
    panel.hidden = true;
    if (opener) opener.focus();
  };
  const open = (button) => {
    const entry = data.panels[Number(button.dataset.key)];
    if (!entry) return;
    opener = button;
    panel.replaceChildren();
    add(panel, "button", "Close", "close").addEventListener("click", close);
    add(panel, "h4", entry.t);
    if (entry.s) add(panel, "p", entry.s);
    for (const step of entry.n || []) add(panel, "p", step, "step");
    if (entry.f) {
      const list = add(panel, "ul");
      entry.f.forEach((i) => fact(list, data.facts[i]));
    }
    if (entry.c) {
      add(panel, "h5", "Conflicting figures");
      const list = add(panel, "ul");
      entry.c.forEach((i) => fact(list, data.facts[i]));
    }
    panel.hidden = false;
    panel.querySelector("button").focus();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".fig");
    if (button && !button.closest("a")) open(button);
    else if (!panel.hidden && !panel.contains(event.target)) panel.hidden = true;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) close();
  });
})();
