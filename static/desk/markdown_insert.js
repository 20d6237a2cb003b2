/* Putting text into a field as if it was typed: the browser's own undo takes it back. */
(() => {
  /** Replace what is selected; `select` tells which part of the new text is selected then. */
  const insert = (field, text, select = [text.length, text.length]) => {
    field.focus();
    const start = field.selectionStart;
    // Deprecated and without a successor: nothing else keeps the history of undo.
    if (!document.execCommand("insertText", false, text)) {
      field.setRangeText(text, start, field.selectionEnd, "end");
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    field.setSelectionRange(start + select[0], start + select[1]);
  };

  /** A link around what is selected, or around these words. */
  const link = (field, target, words) => {
    const chosen = field.value.slice(field.selectionStart, field.selectionEnd).trim();
    const shown = chosen || words.replace(/[\\[\]*_`<]/g, "\\$&");
    insert(field, `[${shown}](${target})`);
  };

  /** A block around the selected lines; `begin` is what each line of it begins with. */
  const block = (field, name, begin = "") => {
    const { value } = field;
    const start = value.lastIndexOf("\n", field.selectionStart - 1) + 1;
    const after = value.indexOf("\n", field.selectionEnd);
    const end = after < 0 ? value.length : after;
    const chosen = value.slice(start, end).trim();
    const inside = chosen
      ? chosen.split("\n").map((line) => (begin && !line.startsWith(begin) ? begin + line : line)).join("\n")
      : begin;
    const before = value.slice(0, start);
    const gap = !before.trim() ? "" : "\n".repeat(Math.max(0, 2 - before.match(/\n*$/)[0].length));
    const rest = value.slice(end);
    const below = rest.trim() ? "\n".repeat(Math.max(0, 2 - rest.match(/^\n*/)[0].length)) : "";
    const opening = `${gap}::: ${name}\n`;
    field.setSelectionRange(start, end);
    const at = opening.length + inside.length;
    insert(field, `${opening}${inside}\n:::${below}`, [at, at]);
  };

  /** Select a line and bring it into sight. */
  const toLine = (field, number) => {
    const lines = field.value.split("\n");
    const line = Math.min(number, lines.length) - 1;
    const start = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
    field.focus();
    field.setSelectionRange(start, start + lines[line].length);
    // How far down it is, long lines being broken, only the browser knows: measured in a copy.
    const copy = document.createElement("textarea");
    copy.className = `${field.className} markdown-copy`;
    copy.style.inlineSize = `${field.clientWidth}px`;
    copy.value = field.value.slice(0, start);
    field.after(copy);
    field.scrollTop = copy.scrollHeight - field.clientHeight / 2;
    copy.remove();
    field.scrollIntoView({ block: "nearest" });
  };

  window.deskMarkdown = { insert, link, block, toLine };
})();
