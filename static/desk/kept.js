/* What was typed and not saved, kept in this browser: a few drafts for each form.

   A draft is { session, at, version, changes }, newest first. `session` is one opening of a form,
   so that two tabs do not write over each other. Where storage is blocked or full, nothing is
   kept, and nobody is told: it is only a second net. */
(() => {
  const PREFIX = "desk.autosave/";
  const SENT = "desk.autosave.sent";
  const LONGEST = 14 * 24 * 60 * 60 * 1000;
  const MOST = 3;

  const attempt = (action, otherwise) => {
    try {
      return action();
    } catch {
      return otherwise;
    }
  };

  const fresh = (draft) => draft && Date.now() - draft.at < LONGEST && draft.changes;
  const list = (key) =>
    attempt(() => JSON.parse(localStorage.getItem(PREFIX + key) || "[]").filter(fresh), []);
  const write = (key, drafts) =>
    attempt(() => {
      if (drafts.length) localStorage.setItem(PREFIX + key, JSON.stringify(drafts));
      else localStorage.removeItem(PREFIX + key);
    });
  const drop = (key, session) =>
    write(key, list(key).filter((draft) => draft.session !== session));
  const put = (key, draft) => {
    const others = list(key).filter(({ session }) => session !== draft.session);
    write(key, [draft, ...others].slice(0, MOST));
  };

  const forget = () => {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX)) write(name.slice(PREFIX.length), list(name.slice(PREFIX.length)));
    }
  };

  /** A form was sent off: whether it was saved, only the next page of this tab tells. */
  const sent = (key, session) =>
    attempt(() => sessionStorage.setItem(SENT, JSON.stringify({ key, session })));
  const settle = () => {
    const sentOff = JSON.parse(sessionStorage.getItem(SENT) || "null");
    sessionStorage.removeItem(SENT);
    if (!sentOff || !document.querySelector(".messagelist .success")) return sentOff;
    drop(sentOff.key, sentOff.session);
    return null;
  };

  attempt(forget);
  // The form that was sent off and, as far as this page tells, not saved.
  const returned = attempt(settle, null);
  window.deskKept = { list, put, drop, sent, returned };
})();
