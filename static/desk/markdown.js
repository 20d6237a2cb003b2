/* Each Markdown field of a form gets a toolbar above it and its preview beside it. */
(() => {
  const desk = document.getElementById("markdown-desk");
  const around = document.getElementById("markdown-field");
  if (!desk || !around) return;
  const { open, toLine } = window.deskMarkdown;
  const FIELDS = "textarea[data-markdown]";
  const KEYS = { b: "bold", k: "link" };
  const SHIFTED = { Digit7: "ordered-list", Digit8: "unordered-list" };

  const box = (field) => field.closest(".markdown");
  const part = (field, name) => box(field).querySelector(`.markdown-${name}`);

  /** The page stands in a shadow root: there the readers' styles hold, and none of the admin's. */
  const room = (page) => {
    if (page.shadowRoot) return page.shadowRoot.lastElementChild;
    const root = page.attachShadow({ mode: "open" });
    const text = document.createElement("div");
    text.hidden = true;
    const sheets = desk.dataset.styles.trim().split(/\s+/).map((href) => {
      const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
      root.append(sheet);
      return new Promise((done) => (sheet.onload = sheet.onerror = done));
    });
    root.append(text);
    Promise.all(sheets).then(() => (text.hidden = false));
    return text;
  };

  /** Tell a screen reader, where something else is to be told. */
  const say = (field, words) => {
    const said = part(field, "said");
    if (document.activeElement === field && said.textContent !== words) said.textContent = words;
  };

  const follow = (field) => {
    const page = part(field, "page");
    const way = field.scrollHeight - field.clientHeight;
    if (way > 0) page.scrollTop = (field.scrollTop / way) * (page.scrollHeight - page.clientHeight);
  };

  const show = (field) => {
    const answer = part(field, "answer");
    const page = part(field, "page");
    room(page).replaceChildren(answer.querySelector("template").content);
    page.hidden = false;
    follow(field);
    say(field, answer.querySelector(".markdown-sum").textContent.trim());
  };

  const fail = (field, words) => {
    const told = document.createElement("p");
    told.className = "markdown-sum grave";
    told.textContent = words;
    part(field, "answer").replaceChildren(told);
    say(field, words);
  };

  /** What belongs to a field by its id or label: Django numbers rows anew when one is removed. */
  const name = (field) => {
    const label = field.labels[0]?.textContent.trim().replace(/:$/, "") || "text";
    const toolbar = part(field, "toolbar");
    toolbar.setAttribute("for", field.id);
    toolbar.setAttribute("aria-label", `Format ${label}`);
    part(field, "page").setAttribute("aria-label", `Preview of ${label}`);
  };

  const equip = (field) => {
    const outer = document.createElement("div");
    outer.className = "markdown";
    field.before(outer);
    outer.append(around.content.cloneNode(true));
    outer.querySelector(".markdown-toolbar").after(field);
    name(field);
    for (const [key, value] of Object.entries({
      post: desk.dataset.preview,
      trigger: "input changed delay:400ms, intersect once",
      target: "next .markdown-answer",
      sync: "this:replace",
      params: "none",
    })) {
      field.setAttribute(`hx-${key}`, value);
    }
    window.htmx.process(field);
    field.addEventListener("scroll", () => follow(field), { passive: true });
  };

  const equipAll = () => {
    for (const field of document.querySelectorAll(FIELDS)) {
      // Django copies the empty row: what stands in it would be copied half alive.
      if (field.closest(".empty-form")) continue;
      if (box(field)) name(field);
      else equip(field);
    }
  };

  // Only the text goes there, with the level of the heading above it and whose text it is.
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    const field = detail.elt;
    if (!field.matches(FIELDS)) return;
    const { item } = desk.dataset;
    detail.parameters = { text: field.value, level: field.dataset.markdown, item };
    detail.headers["X-CSRFToken"] = field.form.elements.csrfmiddlewaretoken.value;
  });

  const fieldOf = ({ detail }) => (detail.elt?.matches?.(FIELDS) ? detail.elt : null);
  const asked = (event) => event.detail.requestConfig?.elt;

  document.addEventListener("htmx:beforeSwap", (event) => {
    const field = asked(event);
    if (!field?.matches(FIELDS)) return;
    if (!window.deskAnswers.strayed(event.detail)) return;
    fail(
      field,
      "No preview: you are signed out. Sign in again in another tab, then reload this page: what you typed is offered again.",
    );
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const field = asked(event);
    if (field?.matches(FIELDS)) show(field);
  });
  const TOLD = {
    400: "No preview: this text is too long to be sent. What you typed is still here.",
    403: "No preview: you may not do this any more, or signed in anew. Reload this page to go on.",
    404: "No preview: somebody has deleted this. What you typed is still here: copy it.",
  };
  document.addEventListener("htmx:responseError", (event) => {
    const field = fieldOf(event) || asked(event);
    const told = TOLD[event.detail.xhr.status] || "No preview: something went wrong on the server.";
    if (field?.matches(FIELDS)) fail(field, told);
  });
  for (const kind of ["sendError", "timeout"]) {
    document.addEventListener(`htmx:${kind}`, (event) => {
      const field = fieldOf(event);
      if (field) fail(field, "No preview: the site does not answer. What you typed is still here.");
    });
  }

  document.addEventListener("click", ({ target }) => {
    const outer = target.closest(".markdown");
    if (!outer) return;
    const field = outer.querySelector(FIELDS);
    const { opens } = target.closest("[data-opens]")?.dataset || {};
    const { line } = target.closest("[data-line]")?.dataset || {};
    if (opens) open(opens, field);
    if (line) toLine(field, Number(line));
  });

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.matches(FIELDS) || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    // With Shift a digit is another letter on most keyboards, but on the same key.
    const does = event.shiftKey ? SHIFTED[event.code] : KEYS[event.key.toLowerCase()];
    if (!does) return;
    event.preventDefault();
    if (does === "link") open("link", field);
    else part(field, "toolbar").querySelector(`[data-md-button="${does}"]`).click();
  });

  document.addEventListener("formset:added", equipAll);
  // Told before the rows left have their new numbers.
  document.addEventListener("formset:removed", () => setTimeout(equipAll));
  equipAll();
})();
