// What is old is said to be old.
import assert from "node:assert/strict";
import {test} from "node:test";
import {card, daemon, opened, texts} from "./browser.mjs";

test("a daemon that does not answer is told of, with the data's age, until it does", async (t) => {
  const page = await opened(t);
  t.after(() => process.kill(daemon, "SIGCONT"));
  assert.ok(await page.locator("#banner").isHidden());
  process.kill(daemon, "SIGSTOP");
  await page.locator("#banner").waitFor({timeout: 25_000});
  assert.deepEqual(await texts(page.locator("#banner-what")), ["sockwatchd does not answer."]);
  const age = async () => Number(/^The data is (\d+) s old, of \d\d:\d\d:\d\d /.exec(
    (await texts(page.locator("#banner-age")))[0])[1]);
  const first = await age();
  assert.ok(first >= 10);
  assert.ok(await card(page, "orders").isVisible());
  await page.waitForFunction((old) => Number(/\d+/.exec(
    document.getElementById("banner-age").textContent)[0]) > old, first);
  process.kill(daemon, "SIGCONT");
  await page.locator("#banner").waitFor({state: "hidden", timeout: 25_000});
});

test("a daemon that answers without a recent sample is told of", async (t) => {
  const page = await opened(t);
  await page.route("**/api/v1/overview*", async (route) => {
    const response = await route.fetch();
    const doc = await response.json();
    await route.fulfill({response, json: {...doc, stale: true, sampled_at: doc.now - 40}});
  });
  await page.getByText("has no recent sample").waitFor();
  assert.match((await texts(page.locator("#banner-age")))[0], /^The data is 4\d s old/);
});

test("owners that are not known are told of, and why", async (t) => {
  const page = await opened(t);
  await page.route("**/api/v1/overview*", async (route) => {
    const response = await route.fetch();
    const doc = await response.json();
    doc.data.status.features.process_owners = false;
    doc.data.status.unattributed.permission = 7;
    await route.fulfill({response, json: doc});
  });
  await page.locator("#owners").filter({hasText: "CAP_SYS_PTRACE"}).waitFor();
  assert.match((await texts(page.locator("#owners")))[0],
    /owners of .* sockets are unknown: .*7 sockwatchd may not look into some processes/);
});
