/* What a form of the admin holds, told apart from what the server gave, and put back later.

   A field is named "title", in a row of an inline "sections/12/body" by the key of the row, in a
   new row "sections/+1/body" by its place among the new ones: rows may have moved meanwhile.
   Values are lists of texts: what is chosen in a list, ["on"] of a checked box. */
(() => {
  const NEVER = new Set("hidden submit button reset image file password".split(" "));
  const EMPTY = "__prefix__";

  const usable = (one) =>
    one.matches("input, select, textarea") && one.name && !NEVER.has(one.type) && !one.disabled &&
    // How a collision is settled is no text, and there only once.
    !one.name.startsWith("take-") && !one.closest("[data-autosave=off]");

  const group = (items, by) => {
    const found = new Map();
    for (const item of items) found.set(by(item), [...(found.get(by(item)) || []), item]);
    return found;
  };

  const value = (fields, initial = false) => {
    const [first] = fields;
    if (first.tagName === "SELECT") {
      const options = [...first.options];
      const chosen = options.filter((one) => (initial ? one.defaultSelected : one.selected));
      if (!chosen.length && initial && !first.multiple && options.length) chosen.push(options[0]);
      return chosen.map((one) => one.value);
    }
    if (first.type === "checkbox" || first.type === "radio") {
      const on = fields.filter((one) => (initial ? one.defaultChecked : one.checked));
      return on.map((one) => one.value);
    }
    return fields.map((one) => (initial ? one.defaultValue : one.value));
  };

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  /** Where the rows of inlines are: each with its prefix, number, key, and fields by their end. */
  const rowsOf = (form, names) => {
    const prefixes = [...form.elements]
      .map((one) => one.name || "")
      .filter((name) => name.endsWith("-TOTAL_FORMS"))
      .map((name) => name.slice(0, -"-TOTAL_FORMS".length));
    const rows = new Map();
    const inside = new Set();
    for (const [name, fields] of names) {
      const prefix = prefixes.find((one) => name.startsWith(`${one}-`));
      const [, number, end] = name.slice(prefix?.length + 1).match(/^(\d+|__prefix__)-(.+)$/) || [];
      if (prefix === undefined || number === undefined) continue;
      inside.add(name);
      const start = `${prefix}-${number}`;
      const key = form.elements[`${start}-id`]?.value || "";
      if (!rows.has(start)) rows.set(start, { prefix, number, key, fields: new Map() });
      rows.get(start).fields.set(end, fields);
    }
    return { rows: [...rows.values()], inside };
  };

  const label = (fields) => {
    const text = fields[0].labels?.[0] || fields[0].closest("fieldset")?.querySelector("legend");
    const row = fields[0].closest(".inline-related")?.querySelector(".inline_label");
    const words = text?.textContent.trim().replace(/:$/, "") || "";
    return row && words ? `${words} of “${row.textContent.trim()}”` : words;
  };

  /** Every field by its name with what it `was`, is `now`, and its elements. New rows that nobody
      has touched do not count; `bases` overrules what fields were. */
  const read = (form, bases = {}) => {
    const names = group([...form.elements].filter(usable), (one) => one.name);
    const { rows, inside } = rowsOf(form, names);
    const found = new Map();
    const add = (name, fields, was) => {
      found.set(name, { fields, was: bases[name] || was, now: value(fields) });
    };
    for (const [name, fields] of names) if (!inside.has(name)) add(name, fields, value(fields, true));
    const blank = new Map();
    for (const row of rows) if (row.number === EMPTY) blank.set(row.prefix, row.fields);
    const count = {};
    const free = {};
    for (const row of rows) {
      if (row.number === EMPTY) continue;
      const first = (end, fields) => {
        const model = blank.get(row.prefix)?.get(end);
        return model && !row.key ? value(model, true) : value(fields, true);
      };
      const touched = [...row.fields].some(([end, one]) => !same(first(end, one), value(one)));
      if (!row.key && !touched) {
        (free[row.prefix] ||= []).push(row);
        continue;
      }
      if (!row.key) count[row.prefix] = (count[row.prefix] || 0) + 1;
      const key = row.key || `+${count[row.prefix]}`;
      for (const [end, one] of row.fields) add(`${row.prefix}/${key}/${end}`, one, first(end, one));
    }
    return { found, free };
  };

  /** What an editor has changed: { name: { was, now, label, texts } }. */
  const changes = (form, bases) => {
    const changed = {};
    for (const [name, { fields, was, now }] of read(form, bases).found) {
      if (same(was, now)) continue;
      changed[name] = { was, now, label: label(fields) };
      const { selectedOptions } = fields[0];
      if (selectedOptions) changed[name].texts = [...selectedOptions].map((one) => one.text);
    }
    return changed;
  };

  const set = (fields, { now, texts = [] }) => {
    const [first] = fields;
    if (first.tagName === "SELECT") {
      now.forEach((one, at) => {
        // A list that is filled by searching knows only what was chosen.
        if (![...first.options].some((option) => option.value === one)) {
          first.add(new Option(texts[at] || one, one));
        }
      });
      for (const option of first.options) option.selected = now.includes(option.value);
    } else if (first.type === "checkbox" || first.type === "radio") {
      for (const one of fields) one.checked = now.includes(one.value);
    } else fields.forEach((one, at) => (one.value = now[at] ?? one.value));
    for (const one of fields) {
      one.dispatchEvent(new Event("input", { bubbles: true }));
      one.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  /** An untouched new row, added as Django adds it where there is none. */
  const newRow = (form, prefix) => {
    const there = () => read(form).free[prefix]?.[0];
    if (!there()) document.querySelector(`#${CSS.escape(prefix)}-group .add-row a`)?.click();
    return there();
  };

  /** Put changes back. Answers those whose field somebody else changed too, and those without
      a place. */
  const restore = (form, wanted) => {
    const touched = [];
    const lost = [];
    const { found } = read(form);
    const rows = new Map();
    for (const [name, change] of Object.entries(wanted)) {
      const here = found.get(name);
      if (here && !name.includes("/+")) {
        if (!same(here.now, change.was) && !same(here.now, change.now)) touched.push(change);
        set(here.fields, change);
        continue;
      }
      // Of a new row, or of one that is gone: all its fields together, in a row of their own.
      const [prefix, key] = name.split("/");
      if (key === undefined) lost.push(change);
      else rows.set(`${prefix}/${key}`, [...(rows.get(`${prefix}/${key}`) || []), [name, change]]);
    }
    for (const [start, fields] of rows) {
      const row = newRow(form, start.split("/")[0]);
      for (const [name, change] of fields) {
        const here = row?.fields.get(name.split("/")[2]);
        if (here) set(here, change);
        else lost.push(change);
      }
    }
    return { touched, lost };
  };

  /** Whether a form holds just what these changes made of it. */
  const holds = (form, wanted) => {
    const { found } = read(form);
    return Object.entries(wanted).every(([name, { now }]) => same(found.get(name)?.now, now));
  };

  window.deskForm = { changes, restore, holds };
})();
