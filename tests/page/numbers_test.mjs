// What the page says is what the API says, and what ss counts.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {asNumber, card, opened, shownDocument, ss, texts, visitors} from "./browser.mjs";

// Nothing of the scene changes meanwhile. The browser has connections of its own.
const tellVisitors = (signal) => visitors.forEach((pid) => process.kill(pid, signal));
before(() => tellVisitors("SIGSTOP"));
after(() => tellVisitors("SIGCONT"));

const valueOf = async (card, fact) => (await texts(card.locator(`.${fact} .value`)))[0];

async function settled(page) {
  const held = ss("close-wait", "( sport = :8080 )");
  let counted;
  for (let i = 0; i < 5; ++i) {
    const doc = await shownDocument(page);
    counted = doc.data.leaks.find(({process}) => process === "orders")?.close_wait;
    if (counted === held) return doc;
  }
  assert.fail(`ss has ${held} in CLOSE_WAIT, the API ${counted}`);
}

test("states are those of ss and of the API", async (t) => {
  const page = await opened(t);
  const {data} = await settled(page);
  const curves = await texts(page.locator("#curves .value"));
  const {close_wait, established, time_wait} = data.states.total;
  assert.deepEqual(curves.map(asNumber), [close_wait, established, time_wait]);
  assert.equal(data.leaks.reduce((sum, leak) => sum + leak.close_wait, 0), close_wait);
  const rest = Object.fromEntries((await texts(page.locator("#states > div"))).map((text) => {
    const [, name, number] = /^([A-Z_]+[12]?)([\d,]+)$/.exec(text);
    return [name.toLowerCase(), asNumber(number)];
  }));
  assert.deepEqual({...rest, close_wait, established, time_wait}, data.states.total);
  assert.equal(rest.listen, ss("listening"));
});

test("the leak's number, its old ones, its remotes and its causes are ss's and the API's", async (t) => {
  const page = await opened(t);
  const orders = card(page, "orders");
  await orders.locator("summary").click();
  const {data} = await settled(page);
  const leak = data.leaks.find(({process}) => process === "orders");
  const held = ss("close-wait", "( sport = :8080 )");
  assert.equal(asNumber(await valueOf(orders, "held")), held);
  const rows = async (table) => (await texts(orders.locator("table").nth(table).locator(".n")))
    .slice(1).map(asNumber);
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
  const [ages, remotes, causes] = [await rows(0), await rows(1), await rows(2)];
  assert.deepEqual([sum(ages), sum(remotes), sum(causes)], [held, held, held]);
  assert.equal(ages.slice(2).reduce((a, b) => a + b), leak.older_than["5m"]);
  assert.equal(remotes[0], leak.remotes[0].sockets);
  assert.ok(remotes[0] <= ss("close-wait", "( sport = :8080 )", "dst", "127.0.0.2"));
  assert.deepEqual(causes, Object.values(leak.causes));
});

test("the verdict, what is left and the descriptors are the API's", async (t) => {
  const page = await opened(t, {hash: "#process=orders"});
  const {data} = await settled(page);
  const [leak] = data.leaks;
  const orders = card(page, "orders");
  assert.equal(leak.verdict, "leak");
  assert.deepEqual(await texts(orders.locator(".badge")), ["LEAK"]);
  const left = Math.round(leak.seconds_left / 60);
  assert.equal(await valueOf(orders, "left"), `≈ ${left < 120 ? `${left} min` : `${Math.round(left / 60)} h`}`);
  assert.deepEqual(await texts(orders.locator(".left .note")),
    [`${leak.fds.open} of 1,024 descriptors used`]);
  assert.match((await texts(page.locator("#headline")))[0], /^orders leaks connections: ≈ /);
});

test("programs, ports and the daemon's own health are the API's", async (t) => {
  const page = await opened(t);
  const {data} = await settled(page);
  const held = await texts(page.locator("#groups tbody td:nth-child(2)"));
  assert.deepEqual(held.map(asNumber), data.groups.map(({states}) => states.close_wait));
  const most = Math.max(...data.ports.map((use) => use.held + use.time_wait));
  const used = await texts(page.locator("#ports tbody tr").first().locator(".n"));
  assert.equal(asNumber(used[0]) + asNumber(used[1]), most);
  const health = await texts(page.locator("#health > div"));
  assert.ok(health.includes(`groups${data.status.groups} of ${data.status.groups_limit}`));
  assert.ok(health.includes("readyyes"));
});

test("curves have a point for each step that was sampled", async (t) => {
  const page = await opened(t);
  const {data} = await settled(page);
  const known = data.history.total.close_wait.filter((value) => value !== null);
  const spark = page.locator("#curves svg").first();
  const line = await spark.locator(".line").first().getAttribute("d");
  assert.equal(line.match(/[ML]/g).length, known.length);
  assert.match(await spark.getAttribute("aria-label"), new RegExp(`${known.at(-1)} last$`));
});
