// Where the API is turned off, the page has nothing to show, and says so.
import assert from "node:assert/strict";
import {test} from "node:test";
import {newPage, texts, url} from "./browser.mjs";

test("a page without an API says why it is empty", async (t) => {
  const page = await newPage(t);
  await page.goto(url);
  await page.locator("#banner").waitFor();
  assert.match((await texts(page.locator("#banner-what")))[0], /the API is turned off \(web\.api\)/);
});
