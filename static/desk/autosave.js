/* Keeps what is typed into a form and not saved, and offers it when the form is opened again. */
(() => {
  const place = document.getElementById("autosave");
  const form = place?.closest("form");
  if (!form || !window.deskKept) return;
  const { list, put, drop, sent, returned } = window.deskKept;
  const { changes, restore, holds } = window.deskForm;
  const { key, version, saved, savedBy } = place.dataset;
  const PAUSE = 800;
  let bases = {};
  let session = Math.random().toString(36).slice(2);
  let leaving = false;
  let waiting = 0;

  // The form carries the version it was opened at, and its values then, to tell whose change is
  // whose. A draft keeps both: what is restored was written on that version.
  const CARRIED = ["version", "base"];
  const carried = () =>
    CARRIED.map((name) => form.elements.namedItem(name)?.value).filter((one) => one !== undefined);
  const openedWith = () => carried()[0] || version;
  const carry = (values = []) => {
    const fields = CARRIED.map((name) => form.elements.namedItem(name));
    if (values.length === CARRIED.length && fields.every(Boolean)) {
      fields.forEach((one, at) => (one.value = values[at]));
    }
  };

  const keep = () => {
    clearTimeout(waiting);
    const changed = changes(form, bases);
    if (!Object.keys(changed).length) return drop(key, session);
    const at = Date.now();
    put(key, { session, at, version: openedWith(), carried: carried(), changes: changed });
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  };

  const make = (tag, fields, ...children) => {
    const element = Object.assign(document.createElement(tag), fields);
    element.append(...children);
    return element;
  };
  const when = (time) =>
    new Date(time).toLocaleString(document.documentElement.lang || "en", {
      dateStyle: "long",
      timeStyle: "short",
    });
  const labels = (list_) => [...new Set(list_.map(({ label }) => label).filter(Boolean))].join(", ");

  const told = (draft) => {
    const words = [`What you wrote here on ${when(draft.at)} was not saved: `];
    words.push(labels(Object.values(draft.changes)) || "some fields", ".");
    if (draft.version !== openedWith()) {
      const who = savedBy ? ` by ${savedBy}` : "";
      words.push(` Since then it has been saved${who}${saved ? ` on ${when(saved)}` : ""}: `);
      words.push("look at what you restore before you save it.");
    }
    return words.join("");
  };

  const finish = (draft) => {
    const { touched, lost } = restore(form, draft.changes);
    carry(draft.carried);
    keep();
    drop(key, draft.session);
    const words = ["Put back, and not saved yet."];
    if (touched.length) words.push(`Changed by somebody else meanwhile: ${labels(touched)}.`);
    const notice = make("p", { tabIndex: -1 }, words.join(" "));
    place.replaceChildren(notice);
    if (lost.length) {
      const text = lost.map(({ label, now }) => `${label}: ${now.join(", ")}`).join("\n\n");
      place.append(
        make("p", {}, "These have no place here any more. Copy what you need:"),
        make("textarea", { readOnly: true, rows: 6, value: text, ariaLabel: "Without a place" }),
      );
    }
    notice.focus();
  };

  /** Offer the newest draft of another opening of this form, if any differs from what is here. */
  const offer = () => {
    let draft = null;
    for (const one of list(key)) {
      if (one.session === session) continue;
      if (holds(form, one.changes)) drop(key, one.session);
      else draft ||= one;
    }
    place.hidden = !draft;
    if (!draft) return place.replaceChildren();
    const again = make("button", { type: "button" }, "Restore");
    const away = make("button", { type: "button" }, "Discard");
    again.addEventListener("click", () => finish(draft));
    away.addEventListener("click", () => {
      drop(key, draft.session);
      offer();
    });
    place.replaceChildren(make("p", {}, told(draft)), make("div", {}, again, " ", away));
  };

  // Sent off and shown again: refused, with what was typed. It is as unsaved as before.
  if (returned?.key === key) {
    const draft = list(key).find((one) => one.session === returned.session);
    if (draft && holds(form, draft.changes)) {
      session = draft.session;
      bases = Object.fromEntries(Object.entries(draft.changes).map(([name, { was }]) => [name, was]));
    }
  }
  offer();

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  // Widgets of the admin tell their changes to its own library only.
  window.django?.jQuery?.(form).on("change", later);
  document.addEventListener("formset:added", later);
  document.addEventListener("formset:removed", later);
  document.addEventListener("visibilitychange", () => document.hidden && !leaving && keep());
  addEventListener("pagehide", () => leaving || keep());
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) leaving = false;
  });

  form.addEventListener("submit", (event) => {
    // What opens beside this page leaves it as it is.
    if (event.submitter?.formTarget === "_blank") return;
    keep();
    sent(key, session);
    leaving = true;
    // Somebody may have stopped it after us; then this page is still here.
    setTimeout(() => {
      if (event.defaultPrevented) leaving = false;
    });
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && Object.keys(changes(form, bases)).length) event.preventDefault();
  });
})();
