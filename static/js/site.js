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

  /** Give every message that can be copied its button. */
  const addButtons = () => {
    for (const message of main().querySelectorAll(".message")) {
      if (message.querySelector("button")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.copy = [...message.children]
        .filter((child) => !child.matches(".label"))
        .map((child) => child.innerText)
        .join("\n\n");
      button.textContent = "Copy message";
      message.append(button);
    }
  };

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
  const arrive = () => {
    sent = null;
    addButtons();
    if (find()) return;
    const heading = main().querySelector("h1");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  };

  addButtons();
  find();
  document.addEventListener("htmx:afterSettle", (event) => event.target === main() && arrive());
  document.addEventListener("htmx:historyRestore", arrive);

  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig } = event.detail;
    if (elt !== field.form) return;
    if (requestConfig.triggeringEvent.type === "submit") sent = field.value;
    else if (field.value === sent || !field.value.trim()) event.preventDefault();
  });
  /** While one types the address changes, and Back leads to where one was before. */
  document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
    const here = location.pathname === field.form.getAttribute("action");
    if (here && detail.requestConfig.elt === field.form) detail.history.type = "replace";
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
  const visit = (event) => location.assign(event.detail.pathInfo.finalRequestPath);
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
    const text = from.dataset.copy || from.href;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Not allowed, or not a secure address: the reader copies by hand.
      if (from.dataset.copy) prompt("Copy this:", text);
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
