// What the page is asked to show: #process=NAME&unit=UNIT&port=PORT, as in the alerts' links.

const kFilters = ["process", "unit", "port", "role", "netns"];

// [[name, value], ...]. An empty port or role says nothing; an empty unit is one: none.
function filterOf(hash) {
  const wanted = [];
  for (const [name, value] of new URLSearchParams(hash.replace(/^#/, ""))) {
    if (!kFilters.includes(name)) continue;
    if (value === "" && name !== "unit") continue;
    wanted.push([name, value]);
  }
  return wanted;
}

function linkTo(labels) {
  const names = kFilters.filter((name) => labels[name] !== "" || name === "unit");
  return `#${new URLSearchParams(names.map((name) => [name, labels[name]]))}`;
}

function keyOf(labels) {
  return JSON.stringify(kFilters.map((name) => labels[name]));
}
