/* What the pages do beyond links: one listener for each behaviour, nothing that a page needs. */
(() => {
  const main = () => document.getElementById("main");
  const said = document.getElementById("said");
  const field = document.getElementById("q");
  // What was sent off by Enter: letters typed just before must not be searched after it.
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

  /** The words that a copy button stands below. */
  const above = (button) =>
    [...button.parentElement.children]
      .filter((one) => !one.matches(".label, .fill, button"))
      .map((one) => one.innerText)
      .join("\n\n");

  /** Give a message a field for each thing to fill in, and its copy button. */
  const addFields = (message) => {
    const slots = [...message.querySelectorAll(".slot")];
    // The English form asks for the same things in the same order.
    const first = message.lang ? [...message.previousElementSibling.querySelectorAll(".slot")] : [];
    const asked = new Set();
    slots.forEach((slot, index) => {
      const empty = slot.textContent;
      const words = empty.slice(1, -1);
      const id = first.length === slots.length ? first[index].dataset.slot : words;
      Object.assign(slot.dataset, { empty, slot: id });
      if (!words || asked.has(id)) return;
      asked.add(id);
      // No name, no form, no memory: what is typed stays on this page.
      const field = make("input", { autocomplete: "off", spellcheck: false, maxLength: 40 });
      field.inputMode = words === "order number" ? "numeric" : "text";
      field.dataset.fill = id;
      message.append(make("label", { className: "fill" }, words, field));
    });
    const button = make("button", { type: "button" }, "Copy message");
    button.dataset.copy = "";
    message.append(button);
  };

  document.addEventListener("input", ({ target }) => {
    const id = target.dataset.fill;
    if (id === undefined) return;
    for (const field of main().querySelectorAll("[data-fill]")) {
      if (field !== target && field.dataset.fill === id) field.value = target.value;
    }
    for (const slot of main().querySelectorAll("[data-slot]")) {
      if (slot.dataset.slot !== id) continue;
      slot.textContent = target.value.replace(/\s+/g, " ").trim() || slot.dataset.empty;
    }
  });

  /* Ticks: one entry of the browser's storage for each text, forgotten some time after its last
     change. Storage may be full or forbidden: ticking then works until the page is left. */
  const KEPT = "ticks:";
  const DAYS = 90;
  const today = () => Math.floor(Date.now() / 864e5);
  const STEPS = `:is(.prose, .app, .website):not(.picture *) > ol > li, .checklist > :is(ol, ul) > li`;

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

  const keep = (text) => {
    const boxes = [...text.querySelectorAll(".tick input")];
    const on = boxes.filter((box) => box.checked).map((box) => box.value);
    text.querySelector("[data-clear]").hidden = !on.length;
    try {
      const key = KEPT + text.dataset.ticks;
      if (on.length) localStorage.setItem(key, JSON.stringify({ day: today(), on }));
      else localStorage.removeItem(key);
    } catch {}
  };

  /** Give every step of a text its box; a step is known by its words, so new words are unticked. */
  const addBoxes = (text) => {
    const steps = [...text.querySelectorAll(STEPS)];
    if (!steps.length) return;
    const on = recall(KEPT + text.dataset.ticks);
    const same = {};
    for (const step of steps) {
      const words = step.textContent.replace(/\s+/g, " ").trim();
      let print = 0;
      for (const letter of words) print = (print * 31 + letter.codePointAt(0)) | 0;
      same[print] = (same[print] || 0) + 1;
      const box = make("input", { type: "checkbox", autocomplete: "off" });
      box.value = `${print}.${same[print]}`;
      box.checked = on.includes(box.value);
      box.setAttribute("aria-label", words);
      step.prepend(make("label", { className: "tick" }, box));
    }
    const button = make("button", { type: "button", hidden: !text.querySelector(":checked") });
    button.append("Clear ticks");
    button.dataset.clear = "";
    steps[steps.length - 1].parentElement.after(button);
  };

  document.addEventListener("change", ({ target }) => {
    if (target.matches(".tick input")) keep(target.closest("[data-ticks]"));
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-clear]");
    if (!button) return;
    const text = button.closest("[data-ticks]");
    const boxes = text.querySelectorAll(".tick input");
    for (const box of boxes) box.checked = false;
    keep(text);
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

  /** Whether a request was made by typing on, not by Enter. */
  const typed = ({ requestConfig }) =>
    requestConfig?.elt === field.form && requestConfig.triggeringEvent?.type !== "submit";

  /** A page that finds: the field says what was looked for, and is where one goes on typing. */
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
    const action = field.form.getAttribute("action");
    const there = detail.history.path.startsWith(action) && location.pathname === action;
    if (there && detail.requestConfig.elt === field.form) detail.history.type = "replace";
  });
  document.addEventListener("keydown", (event) => {
    const written = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || written) return;
    event.preventDefault();
    const fields = [...document.querySelectorAll("[type=search]")];
    const seen = fields.find((one) => one.checkVisibility());
    if (seen) seen.select();
    else document.querySelector(".to-search").click();
  });

  /** No usable answer: let the browser go there and say what is wrong. */
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
    const text = from.dataset.copy || from.href || above(from);
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Not allowed, or not a secure address: the reader copies by hand.
      if (!from.href) prompt("Copy this:", text);
      return;
    }
    say("Copied");
    const words = from.querySelector("span") || from;
    if (from.href || words.dataset.before) return;
    words.dataset.before = words.textContent;
    words.textContent = "Copied";
    setTimeout(() => {
      words.textContent = words.dataset.before;
      delete words.dataset.before;
    }, 2000);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });
})();
