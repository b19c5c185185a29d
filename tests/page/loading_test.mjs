// What it takes to see the page.
import assert from "node:assert/strict";
import {test} from "node:test";
import {newPage, open, opened, url} from "./browser.mjs";

test("the HTML and one request more are enough to show everything", async (t) => {
  const page = await newPage(t);
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await open(page);
  assert.deepEqual(asked, ["/", "/api/v1/overview"]);
  for (const part of ["#programs details", "#curves svg", "#states dd", "#groups tbody tr", "#health dd"]) {
    assert.ok(await page.locator(part).count() > 0, part);
  }
});

test("the page is smaller than 150 kB, and much smaller compressed", async () => {
  const html = await (await fetch(url)).text();
  assert.ok(Buffer.byteLength(html) < 150_000);
  assert.doesNotMatch(html, /(src|href)="?https?:\/\/(?!github\.com\/sockwatch)/);
  const zipped = await fetch(url, {method: "HEAD", headers: {"Accept-Encoding": "gzip"}});
  assert.equal(zipped.headers.get("content-encoding"), "gzip");
  assert.ok(Number(zipped.headers.get("content-length")) < html.length / 2);
});

test("a browser that has the page is not sent it again", async () => {
  const tag = (await fetch(url)).headers.get("etag");
  const again = await fetch(url, {headers: {"If-None-Match": tag}});
  assert.equal(again.status, 304);
  assert.equal(await again.text(), "");
});

test("no other page may frame it, and it may load nothing but answers", async () => {
  const policy = (await fetch(url)).headers.get("content-security-policy");
  assert.match(policy, /default-src 'none'; connect-src 'self'/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
});

test("without JavaScript it says what to use instead", async (t) => {
  const page = await newPage(t, {javaScriptEnabled: false});
  await page.goto(url);
  assert.match(await page.locator("noscript").innerText(), /needs JavaScript/);
  assert.equal(await page.locator("noscript a[href='/metrics']").count(), 1);
  assert.equal(await page.locator("footer a[href='/-/ready']").count(), 1);
});

test("the title says it in a row of tabs", async (t) => {
  const page = await opened(t);
  assert.match(await page.title(), /^LEAK .+ – sockwatch$/);
});
