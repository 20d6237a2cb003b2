/* The dialogs of the toolbar: find something to link to, a fact or a block, and insert it.

   A dialog is any <dialog data-dialog="name"> of the template; its buttons say what they insert:
   data-link with data-words, data-insert, or data-block with data-begin. */
(() => {
  const { insert, link, block } = window.deskMarkdown;
  const template = document.getElementById("markdown-desk");
  if (!template) return;
  let field = null;
  let selection = [0, 0];

  const search = (dialog) => dialog.querySelector("[type=search]");
  const choices = (dialog) => [...dialog.querySelectorAll(".markdown-found button")];

  /** Back to where one was: a field that loses the focus to a dialog forgets its place. */
  const back = () => {
    field.focus();
    field.setSelectionRange(...selection);
  };

  const equip = (dialog) => {
    window.htmx.process(dialog);
    dialog.addEventListener("cancel", () => setTimeout(back));
    dialog.addEventListener("click", ({ target }) => {
      // On the dialog itself, not on what is in it: beside it.
      if (target === dialog || target.closest(".markdown-close")) {
        dialog.close();
        return back();
      }
      const chosen = target.closest("[data-link], [data-insert], [data-block]");
      if (!chosen) return;
      dialog.close();
      back();
      const { link: to, words, insert: text, block: name, begin } = chosen.dataset;
      if (to) link(field, to, words);
      else if (name) block(field, name, begin);
      else insert(field, text);
    });
    dialog.addEventListener("keydown", (event) => {
      const stops = [search(dialog), ...choices(dialog)].filter(Boolean);
      const at = stops.indexOf(document.activeElement);
      let next = null;
      if (event.key === "ArrowDown") next = stops[Math.min(at + 1, stops.length - 1)];
      else if (event.key === "ArrowUp") next = stops[Math.max(at - 1, 0)];
      else if (event.key === "Enter" && at === 0 && search(dialog)) next = stops[1];
      if (!next) return;
      event.preventDefault();
      next.focus();
    });
    dialog.addEventListener("htmx:afterSwap", () => {
      const count = choices(dialog).length;
      dialog.querySelector(".markdown-count").textContent = count ? `${count} found` : "";
    });
    // Also where the session has ended: the answer is then the page to sign in.
    dialog.addEventListener("htmx:beforeSwap", ({ detail }) => {
      if (window.deskAnswers.strayed(detail) || !detail.shouldSwap) failed(dialog);
    });
    for (const name of ["sendError", "timeout"]) {
      dialog.addEventListener(`htmx:${name}`, () => failed(dialog));
    }
  };

  const failed = (dialog) => {
    dialog.querySelector(".markdown-found").replaceChildren();
    dialog.querySelector(".markdown-count").textContent =
      "No answer. Perhaps you are signed out: sign in again in another tab, then search again.";
  };

  const find = (name) => {
    if (!document.querySelector(".markdown-dialog")) {
      const made = template.content.cloneNode(true);
      const dialogs = [...made.querySelectorAll("dialog")];
      document.body.append(made);
      dialogs.forEach(equip);
    }
    return document.querySelector(`.markdown-dialog[data-dialog="${name}"]`);
  };

  window.deskMarkdown.open = (name, into) => {
    field = into;
    selection = [field.selectionStart, field.selectionEnd];
    const dialog = find(name);
    dialog.showModal();
    const typed = search(dialog);
    if (typed) {
      typed.select();
      window.htmx.trigger(typed, "opened");
    } else choices(dialog)[0].focus();
  };
})();
