// Links to a program, names that are not meant well, and what not everybody may see.
import assert from "node:assert/strict";
import {test} from "node:test";
import {card, elsewhere, hostile, nextAnswer, opened, texts} from "./browser.mjs";

test("an alert's link shows its program alone, and opens it", async (t) => {
  const page = await opened(t, {hash: "#process=orders&unit=&role=server&port=8080&netns=host"});
  assert.deepEqual(await texts(page.locator("details h3 > span:first-child")), ["orders"]);
  assert.equal(await card(page, "orders").getAttribute("open"), "");
  assert.ok(await page.locator("#filter").isVisible());
  const answer = nextAnswer(page);
  await page.getByText("Show all").click();
  await answer;
  await page.waitForFunction(() => document.querySelectorAll("details").length > 1);
  assert.ok(await page.locator("#filter").isHidden());
});

test("a link to a program without CLOSE_WAIT shows it, and that it has none", async (t) => {
  const page = await opened(t, {hash: "#process=sockwatchd&role=server"});
  await page.getByText("No connection in CLOSE_WAIT.").waitFor();
  assert.match((await texts(page.locator("details"))).join(), /connections? established/);
});

test("a link to nobody says so", async (t) => {
  const page = await opened(t, {hash: "#process=nobody"});
  assert.deepEqual(await texts(page.locator("#programs-more")), ["No such program has a socket now."]);
});

test("a link that makes no sense is told why", async (t) => {
  const page = await opened(t);
  await page.evaluate(() => { location.hash = "#process=orders&port=http"; });
  await page.locator("#banner").waitFor();
  assert.match((await texts(page.locator("#banner-what")))[0], /'http' is no port/);
});

test("a program's name is shown as text, whatever it holds", async (t) => {
  const page = await opened(t, {hash: `#${new URLSearchParams({process: hostile})}`});
  assert.deepEqual(await texts(page.locator("details h3 > span:first-child")), [hostile]);
  assert.match((await texts(page.locator("#filter-what")))[0], /<img src=x/);
  assert.equal(await page.locator("img").count(), 0);
});

test("a link in the table leads to the program", async (t) => {
  const page = await opened(t);
  await page.locator("#groups a", {hasText: "<img"}).click();
  await page.waitForFunction(() => document.querySelectorAll("details[open]").length === 1);
  assert.deepEqual(await texts(page.locator("details h3 > span:first-child")), [hostile]);
});

test("who may not see remote addresses is told why there are none", async (t) => {
  const page = await opened(t, {from: elsewhere, hash: "#process=orders"});
  assert.match((await texts(page.locator("details"))).join(), /shown on the host itself or after authent/);
  assert.deepEqual(await texts(card(page, "orders").locator(".towards .value")), ["hidden"]);
  assert.match((await texts(page.locator("#ports"))).join(), /a hidden address/);
  assert.doesNotMatch(await page.locator("body").innerText(), /127\.0\.0\.1:8080/);
});
