// Changing the document without disturbing who reads it: nodes stay, and only what differs is set.
// Data is set as text alone, never as HTML.

const byId = (id) => document.getElementById(id);

function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

// Text that somebody has marked, to copy it, stays until the mark goes.
function isSelected(node) {
  const selection = document.getSelection();
  return selection.rangeCount > 0 && !selection.isCollapsed && selection.containsNode(node, true);
}

function setText(node, text) {
  if (node.textContent !== text && !isSelected(node)) node.textContent = text;
}

function setShown(node, shown) {
  if (node.hidden === shown) node.hidden = !shown;
}

function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

function setWidth(node, ratio) {
  node.style.width = `${(100 * Math.min(1, Math.max(0, ratio || 0))).toFixed(2)}%`;
}

// The nodes of a list, by key: `make(item)` gives {node, update(item)} once, and `update` is called
// for each item at each refresh. What has the focus keeps it when rows change places.
class List {
  constructor(parent, keyOf, make) {
    this.parent = parent;
    this.keyOf = keyOf;
    this.make = make;
    this.rows = new Map();
  }

  update(items) {
    const focused = document.activeElement;
    const before = this.rows;
    this.rows = new Map();
    for (const item of items) {
      const key = this.keyOf(item);
      if (this.rows.has(key)) continue;
      const row = before.get(key) ?? this.make(item);
      row.update(item);
      this.rows.set(key, row);
    }
    for (const [key, row] of before) if (!this.rows.has(key)) row.node.remove();
    if (!isSelected(this.parent) || this.rows.size !== before.size) this.order();
    if (focused !== document.activeElement && this.parent.contains(focused)) {
      focused.focus({preventScroll: true});
    }
  }

  order() {
    let next = this.parent.firstChild;
    for (const {node} of this.rows.values()) {
      if (node === next) next = node.nextSibling;
      else this.parent.insertBefore(node, next);
    }
  }
}

// Changes the document so that what stands at the top of the view stays there, whatever grows,
// comes in or changes places above. At the top of the page the newest may push the rest down.
function keepingPlace(change) {
  const seen = scrollY > 0 ? document.elementFromPoint(innerWidth / 2, 20) : null;
  const top = seen?.getBoundingClientRect().top;
  change();
  if (seen?.isConnected) scrollBy({top: seen.getBoundingClientRect().top - top, behavior: "instant"});
}

// A label over a value over a note.
function fact(className, key) {
  const value = element("span", "value");
  const note = element("span", "note");
  const node = element("span", `fact ${className}`, element("span", "key", key), value, note);
  return {node, update(text, more = "") {
    setText(value, text);
    setText(note, more);
  }};
}

// A cell with a share and a bar of that length.
function barCell() {
  const text = element("span", "share");
  const inner = element("span");
  const node = element("td", "bar", element("div", "", text, element("span", "track", inner)));
  return {node, update(ratio, hot) {
    setText(text, percent(ratio));
    setWidth(inner, ratio);
    node.classList.toggle("hot", Boolean(hot));
  }};
}
