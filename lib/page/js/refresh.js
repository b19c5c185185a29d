// Asking again and again, and saying how old what is shown is.

const kEvery = 5000;       // ms
const kPatience = 8000;    // ms for one answer
const kSilence = 12;       // s without an answer until that is said
const kRows = 100;

let latest = null;         // {doc, at}: the last answer, and when it came
const opened = now();
let filter = filterOf(location.hash);
let openWanted = filter.length > 0;
let refusal = "";          // what the daemon said instead of an answer
let timer = 0;
let question = null;

function now() {
  return {steady: performance.now(), wall: Date.now()};
}

// Seconds: the clock that stops while a machine sleeps, and the one that may be set, whichever says
// more.
function elapsed(since) {
  return Math.max(performance.now() - since.steady, Date.now() - since.wall) / 1000;
}

function sampleAge() {
  const {doc, at} = latest;
  return doc.sampled_at === null ? null : Math.max(0, doc.now - doc.sampled_at) + elapsed(at);
}

// What is wrong with what is shown, "" for nothing.
function trouble() {
  if (refusal) return refusal;
  if (elapsed(latest?.at ?? opened) > kSilence) return "sockwatchd does not answer.";
  if (latest && latest.doc.stale) return "sockwatchd answers, but has no recent sample.";
  return "";
}

function ageText() {
  const age = latest ? sampleAge() : null;
  if (age === null) return "There is no data yet.";
  return `The data is ${duration(age)} old, of ${clock(latest.doc.sampled_at)}.`;
}

function showAge() {
  const what = trouble();
  if (byId("banner-what").textContent !== what) byId("banner-what").textContent = what;
  byId("banner-age").textContent = ageText();
  setShown(byId("banner"), what !== "");
  const age = latest ? sampleAge() : null;
  byId("fresh").textContent = age === null ? "No sample yet" :
    `Sampled ${duration(age)} ago · ${clock(latest.doc.sampled_at)}`;
}

function show() {
  const {doc} = latest;
  showVerdict(doc);
  showFilter(filter);
  showOwners(doc);
  showPrograms(doc, filter.length > 0, openWanted);
  openWanted = false;
  showStates(doc);
  showPorts(doc);
  showQueues(doc);
  showGroups(doc);
  showHealth(doc);
}

async function messageOf(response) {
  try {
    const {error} = await response.json();
    return `sockwatchd says: ${error.message}${error.expected ? ` (${error.expected})` : ""}.`;
  } catch {
    return `sockwatchd answers with status ${response.status}.`;
  }
}

async function answerTo(query, signal) {
  const response = await fetch(`api/v1/overview?${query}`, {signal, cache: "no-store"});
  if (response.ok) return response.json();
  refusal = await messageOf(response);
  return null;
}

// The filter that was asked for may be another one by the time an answer comes.
async function ask(signal) {
  const query = new URLSearchParams([...filter, ["limit", kRows]]);
  const doc = await answerTo(query, signal).catch(() => null);  // silence says it, in a while
  if (signal.aborted || doc === null) return;
  latest = {doc, at: now()};
  refusal = "";
  keepingPlace(show);
}

async function refresh() {
  clearTimeout(timer);
  question?.abort();
  const mine = question = new AbortController();
  const patience = setTimeout(() => mine.abort(), kPatience);
  await ask(mine.signal);
  clearTimeout(patience);
  if (question !== mine) return;
  showAge();
  if (!document.hidden) timer = setTimeout(refresh, kEvery);
}

function visibilityChanged() {
  clearTimeout(timer);
  if (!document.hidden) refresh();
}

function hashChanged() {
  filter = filterOf(location.hash);
  openWanted = filter.length > 0;
  refresh();
}

document.addEventListener("visibilitychange", visibilityChanged);
window.addEventListener("hashchange", hashChanged);
setInterval(() => { if (!document.hidden) showAge(); }, 1000);
refresh();
