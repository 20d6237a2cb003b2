/* What pages do beyond links: one listener for each behaviour, nothing that a page needs. */
(() => {
  const main = () => document.getElementById("main");
  const said = document.getElementById("said");
  // Exported pages have none.
  const field = document.getElementById("q") || document.createElement("input");
  // What Enter sent: letters typed just before it must not be searched after it.
  let sent = null;

  /** Tell a screen reader; the same words twice are told twice. */
  const say = (words) => {
    said.textContent = "";
    setTimeout(() => (said.textContent = words), 50);
  };

  const make = (tag, fields, ...children) => {
    const element = Object.assign(document.createElement(tag), fields);
    element.append(...children);
    return element;
  };

  /** The texts that a copy button stands below. */
  const above = (button) => [
    ...button.parentElement.querySelectorAll(":scope > :not(.label, .fill, button)"),
  ];

  /** Give a message a field for each thing to fill in, and its copy button. */
  const addFields = (message) => {
    const asked = new Set();
    for (const slot of message.querySelectorAll("[data-slot]")) {
      const { slot: fill, words, keys } = slot.dataset;
      slot.dataset.empty = slot.textContent;
      if (asked.has(fill)) continue;
      asked.add(fill);
      // No name, no form, no memory: what is typed stays on this page.
      const field = make("input", { autocomplete: "off", spellcheck: false, maxLength: 40 });
      field.inputMode = keys;
      field.dataset.fill = fill;
      message.append(make("label", { className: "fill" }, words, field));
    }
    const button = make("button", { type: "button" }, "Copy message");
    button.dataset.copy = "";
    message.append(button);
  };

  document.addEventListener("input", ({ target }) => {
    const { fill } = target.dataset;
    if (!fill) return;
    // What turns the direction of writing would turn the rest of the message too.
    const typed = target.value.replace(/\p{Bidi_C}/gu, "").replace(/\s+/g, " ").trim();
    for (const field of main().querySelectorAll("[data-fill]")) {
      if (field !== target && field.dataset.fill === fill) field.value = target.value;
    }
    for (const slot of main().querySelectorAll("[data-slot]")) {
      if (slot.dataset.slot === fill) slot.textContent = typed || slot.dataset.empty;
    }
  });

  /* Ticks: one entry of the browser's storage for each text, forgotten some time after its last
     change. Storage may be full or forbidden: ticking then works until the page is left. */
  const KEPT = "ticks:";
  const DAYS = 90;
  const today = () => Math.floor(Date.now() / 864e5);

  const boxesOf = (text) => [...text.querySelectorAll(".tick input")];
  const offer = (text) => {
    text.querySelector("[data-clear]").hidden = !text.querySelector(".tick :checked");
  };

  const recall = (key) => {
    try {
      const { day, on } = JSON.parse(localStorage.getItem(key));
      return today() - day <= DAYS && Array.isArray(on) ? on : [];
    } catch {
      return [];
    }
  };

  const forget = () => {
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(KEPT) && !recall(key).length) localStorage.removeItem(key);
      }
    } catch {}
  };

  /** Show what is kept: another tab may have changed it. */
  const read = (text) => {
    const kept = recall(KEPT + text.dataset.ticks);
    for (const box of boxesOf(text)) box.checked = kept.includes(box.value);
    offer(text);
  };

  /** Keep what is changed here beside what other tabs have kept. */
  const keep = (text, changed) => {
    const key = KEPT + text.dataset.ticks;
    const kept = recall(key);
    const on = boxesOf(text)
      .filter((box) => (changed.includes(box) ? box.checked : kept.includes(box.value)))
      .map((box) => box.value);
    offer(text);
    try {
      if (on.length) localStorage.setItem(key, JSON.stringify({ day: today(), on }));
      else localStorage.removeItem(key);
    } catch {}
  };

  /** Give every step of a text its box. */
  const addBoxes = (text) => {
    const steps = [...text.querySelectorAll("[data-step]")];
    if (!steps.length) return;
    for (const step of steps) {
      const box = make("input", { type: "checkbox", autocomplete: "off" });
      box.value = step.dataset.step;
      box.setAttribute("aria-label", step.textContent.replace(/\s+/g, " ").trim());
      step.prepend(make("label", { className: "tick" }, box));
    }
    const button = make("button", { type: "button" }, "Clear ticks");
    button.dataset.clear = "";
    steps.pop().parentElement.after(button);
    read(text);
  };

  const reread = () => {
    for (const button of main().querySelectorAll("[data-clear]")) {
      read(button.closest("[data-ticks]"));
    }
  };
  addEventListener("storage", reread);
  addEventListener("pageshow", (event) => event.persisted && reread());

  document.addEventListener("change", ({ target }) => {
    if (target.matches(".tick input")) keep(target.closest("[data-ticks]"), [target]);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-clear]");
    if (!button) return;
    const text = button.closest("[data-ticks]");
    const boxes = boxesOf(text);
    for (const box of boxes) box.checked = false;
    keep(text, boxes);
    boxes[0].focus();
    say("Ticks cleared");
  });

  /** Add to a page what needs scripts, once. */
  const equipped = new WeakSet();
  const equip = () => {
    for (const [selector, add] of [[".message", addFields], ["[data-ticks]", addBoxes]]) {
      for (const bare of main().querySelectorAll(selector)) {
        if (!equipped.has(bare)) add(bare);
        equipped.add(bare);
      }
    }
  };

  /** Whether typing on made a request, not Enter. */
  const typed = ({ requestConfig }) =>
    requestConfig?.elt === field.form && requestConfig.triggeringEvent?.type !== "submit";

  /** A page that finds: the field says what was looked for, and one types on in it. */
  const find = () => {
    const found = main().querySelector("[data-query]");
    const typing = found && document.activeElement === field;
    if (!typing) field.value = found ? found.dataset.query : "";
    if (typing) say(main().querySelector("[data-say]")?.textContent.trim() || "");
    if (found && !found.dataset.query) field.focus();
    return typing;
  };

  /** A new page stands there: begin at its heading, as after a visit. */
  const arrive = ({ detail }) => {
    sent = null;
    equip();
    // Who types on, or has gone on by the keyboard, stays there.
    if (find() || typed(detail)) return;
    const heading = main().querySelector("h1");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  };

  // Exported links are relative: these stay true. A disk answers no htmx.
  for (const link of document.querySelectorAll("header a, footer a, [rel=icon]")) {
    if (link.getAttribute("href")[0] !== "/") link.href = link.href;
  }
  if (!location.host) document.body.setAttribute("hx-disable", "");

  equip();
  forget();
  find();
  document.addEventListener("htmx:afterSettle", (event) => event.target === main() && arrive(event));
  document.addEventListener("htmx:historyRestore", arrive);

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (typed(event.detail)) {
      if (field.value === sent || !field.value.trim()) event.preventDefault();
    } else if (event.detail.elt === field.form) sent = field.value;
  });
  /** While one types the address changes, and Back leads to where one was before. */
  document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
    const action = field.form?.getAttribute("action");
    const there = detail.history.path.startsWith(action) && location.pathname === action;
    if (there && detail.requestConfig.elt === field.form) detail.history.type = "replace";
  });
  document.addEventListener("keydown", (event) => {
    const written = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || written) return;
    event.preventDefault();
    const fields = [...document.querySelectorAll("[type=search]")];
    const seen = fields.find((one) => one.getClientRects().length);
    if (seen) seen.select();
    else document.querySelector(".to-search")?.click();
  });

  /** No usable answer: let the browser go there and say so. */
  const visit = ({ detail }) => {
    if (typed(detail)) say("Not reached");
    else location.assign(detail.pathInfo.finalRequestPath);
  };
  document.addEventListener("htmx:sendError", visit);
  document.addEventListener("htmx:timeout", visit);
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.pathInfo && !event.detail.serverResponse.includes('id="main"')) {
      event.preventDefault();
      visit(event);
    }
  });
  document.addEventListener("htmx:historyCacheMiss", ({ detail: { xhr } }) => {
    xhr.timeout = 10000;
    xhr.onerror = xhr.ontimeout = () => location.reload();
  });
  document.addEventListener("htmx:historyCacheMissLoadError", () => location.reload());

  document.addEventListener("click", async (event) => {
    const from = event.target.closest("[data-copy]");
    if (!from) return;
    const given = from.dataset.copy || from.href;
    const texts = given ? [] : above(from);
    let told = "Copied";
    try {
      const text = given || texts.map((one) => one.innerText).join("\n\n");
      await navigator.clipboard.writeText(text);
    } catch {
      // Not allowed, or no secure address: copied by hand.
      if (from.href) return;
      if (given) return prompt("Copy this:", given);
      getSelection().setBaseAndExtent(texts[0], 0, texts.at(-1), texts.at(-1).childNodes.length);
      told = "Selected to copy";
    }
    say(told);
    const words = from.querySelector("span") || from;
    if (from.href || words.dataset.before) return;
    words.dataset.before = words.textContent;
    words.textContent = told;
    setTimeout(() => {
      words.textContent = words.dataset.before;
      delete words.dataset.before;
    }, 2000);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });
})();
