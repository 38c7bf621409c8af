// What a reader does: each action opens the site from its folder and says what came of it.
// Usage: node actions.mjs <docs/package.json> <chromium>, with the site's address (JSON) as input.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [, , packageFile, executablePath] = process.argv;
const { chromium } = createRequire(packageFile)("playwright-core");
const { base, chapter } = JSON.parse(readFileSync(0, "utf8"));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--no-first-run"] });

async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  await page.goto(`${base}/${path}.html`);
  return page;
}

const theme = (page) => page.evaluate(() => document.documentElement.dataset.theme);

const actions = {
  async search() {
    const page = await open("search");
    await page.fill("main input[type=search]", "softmax");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#search-results li a");
    return page.$$eval("#search-results li a", (links) => links.map((link) => link.getAttribute("href")));
  },
  async searchDialog() {
    const page = await open("index");
    await page.keyboard.press("Control+k");
    return page.evaluate(() => document.activeElement.closest("dialog[open]") !== null);
  },
  async chosenThemeStays() {
    const page = await open("index", { colorScheme: "light" });
    await page.click(".theme-switch-button");
    await page.click("button.theme-change-button[data-mode=dark]");
    await page.goto(`${base}/reference/glossary.html`);
    // What a page stores may reach a new page's process a moment later: the reader's next page comes after it.
    await page.waitForFunction(() => localStorage.getItem("theme") === "dark");
    await page.reload();
    return theme(page);
  },
  async withoutJavaScript() {
    const page = await open(chapter, { javaScriptEnabled: false, colorScheme: "dark" });
    const head = page.locator("article h1");
    return {
      theme: await page.getAttribute("html", "data-theme"),
      title: await head.isVisible(),
      navigation: await page.locator("nav.bd-links a").first().isVisible(),
      buttons: await page.locator(".pst-js-only:visible").count(),
    };
  },
  async firstTabStop() {
    const page = await open(chapter);
    await page.keyboard.press("Tab");
    const text = await page.evaluate(() => document.activeElement.textContent.trim());
    await page.keyboard.press("Enter");
    return { text, hash: new URL(page.url()).hash };
  },
  async menuOnATelephone() {
    const page = await open(chapter, { viewport: { width: 320, height: 700 } });
    await page.click(".primary-toggle");
    const link = page.locator("#pst-primary-sidebar-modal nav.bd-links a").first();
    await link.waitFor({ state: "visible" });
    await page.keyboard.press("Escape");
    await link.waitFor({ state: "hidden" });
    return true;
  },
  async foldByKeyboard() {
    const page = await open(chapter);
    await page.locator("article summary").first().focus();
    await page.keyboard.press("Enter");
    return page.locator("article details").first().evaluate((fold) => fold.open);
  },
  async secondsOfThePage() {
    const page = await open(chapter);
    await page.waitForTimeout(300);
    return (await page.locator(".page-seconds").innerText()).trim();
  },
  async notebook() {
    const page = await open(chapter);
    return page.getAttribute("a.notebook-link", "href");
  },
};

for (const [name, action] of Object.entries(actions)) {
  let result;
  try {
    result = await action();
  } catch (error) {
    result = `failed: ${error.message.split("\n")[0]}`;
  }
  console.log(JSON.stringify({ name, result }));
}
await browser.close();
