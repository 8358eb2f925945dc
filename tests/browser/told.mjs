// What a story is given: servers, a browser, and checks. Everything real; see README.md.
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { Server } from "./server.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const untilMsMax = 20_000;
const slowMsMax = 700,
  slowProcessorTimes = 3;
const narrow = { width: 360, height: 740 },
  wide = { width: 1280, height: 860 };

export class Told {
  #servers = [];
  #browsers = [];
  #pages = [];
  #expected = [];

  constructor({ beholden, root, work, isWriting, isSlow, counts }) {
    Object.assign(this, { beholden, root, work, isWriting, isSlow, counts });
    mkdirSync(work, { recursive: true });
  }

  /** A public-domain portrait of one person. */
  get portrait() {
    return join(this.root, "web/public/sample.jpg");
  }

  /** Data for evaluation that the product never needs; may be absent. */
  get shared() {
    return process.env.BEHOLDEN_SHARED ?? join(this.root, "../shared");
  }

  /** Pictures of LFW, several of a person in folders of their name; empty where they are not at hand. */
  get photos() {
    const folder = join(this.shared, "data/faces/lfw/images");
    return existsSync(folder)
      ? readdirSync(folder).flatMap((person) =>
          readdirSync(join(folder, person)).map((file) => ({ person, path: join(folder, person, file) })),
        )
      : [];
  }

  check(what, holds) {
    this.counts[holds ? "passed" : "failed"]++;
    console.log(`${holds ? "ok  " : "FAIL"} ${what}`);
  }

  /** A check of a time: where everything is made slow, it tells only. */
  checkTime(what, holds) {
    if (this.isSlow) {
      this.figure(what, holds ? "holds" : "not so when slow");
    } else {
      this.check(what, holds);
    }
  }

  skip(why) {
    this.counts.skipped++;
    console.log(`skip ${why}`);
  }

  figure(what, value) {
    console.log(`     ${what}: ${value}`);
  }

  /** Checks that something comes true in a while. */
  async until(what, holds, milliseconds = untilMsMax) {
    const end = Date.now() + milliseconds;
    while (Date.now() < end) {
      if (await holds().catch(() => false)) {
        this.check(what, true);
        return;
      }

      await new Promise((resolve) => setTimeout(resolve, 100));
    }

    this.check(what, false);
  }

  /** A server on a fresh folder. @param {{profile?: string, options?: string[], folder?: string}} wanted */
  async server({ profile, options = [], folder } = {}) {
    const data = folder ?? join(this.work, `data-${this.#servers.length}`);
    const chosen = profile === undefined ? [] : ["--profile", profile];
    const server = await new Server(this.beholden, this.root, data, [
      "--console",
      join(this.root, "web/dist"),
      ...chosen,
      ...options,
    ]).start();
    this.#servers.push(server);
    return server;
  }

  /** A page of a browser of its own. @param {{camera?: string}} options A file the camera shows. */
  async page(server, { camera } = {}) {
    const browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-sync",
        "--disable-background-networking",
        "--disable-component-update",
        ...(camera === undefined
          ? []
          : [
              "--use-fake-ui-for-media-stream",
              "--use-fake-device-for-media-stream",
              `--use-file-for-fake-video-capture=${camera}`,
            ]),
      ],
    });
    this.#browsers.push(browser);
    const context = await browser.newContext({ viewport: wide, acceptDownloads: true });
    if (this.isSlow) {
      await context.route("**", async (route) => {
        const isRead = route.request().resourceType() === "fetch";
        await new Promise((resolve) => setTimeout(resolve, isRead ? Math.random() * slowMsMax : 0));
        await route.continue();
      });
    }

    const page = await context.newPage();
    await this.watch(page, server);
    return page;
  }

  /** Another tab of the same browser. */
  async tab(page, server) {
    const other = await page.context().newPage();
    await this.watch(other, server);
    return other;
  }

  /** A page that was signed in by a link: as the folder's owner, or with a credentials file's key. */
  async signedIn(server, credentials, options) {
    const page = await this.page(server, options);
    if (credentials === undefined) {
      await page.goto((await server.told("console")).Link);
    } else {
      const read = Object.fromEntries(
        readFileSync(credentials, "utf8")
          .split("\n")
          .filter((line) => line.includes(" = "))
          .map((line) => line.split(" = ")),
      );
      await page.goto(`${server.url}/console/`);
      await this.signIn(page, { id: read.aws_access_key_id, secret: read.aws_secret_access_key });
    }

    await page.getByRole("navigation", { name: "Views" }).waitFor();
    return page;
  }

  /** Where the page asks who it is. */
  async signIn(page, key) {
    await page.getByLabel("Access key").fill(key.id);
    await page.getByLabel("Secret").fill(key.secret);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  /** Counts what must not be: requests elsewhere, and errors that the page did not expect. */
  async watch(page, server) {
    const seen = { page, foreign: [], errors: [] };
    page.on("request", (request) => {
      const url = request.url();
      if (
        !url.startsWith(`${server.url}/`) &&
        !url.startsWith(server.url.replace("http", "ws")) &&
        !/^(blob|data):/.test(url)
      ) {
        seen.foreign.push(url);
      }
    });
    page.on("pageerror", (error) => seen.errors.push(`error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" || /Content.Security.Policy/i.test(message.text())) {
        seen.errors.push(`${message.text()} ${message.location().url}`);
      }
    });
    this.#pages.push(seen);
    if (this.isSlow) {
      const cdp = await page.context().newCDPSession(page);
      await cdp.send("Emulation.setCPUThrottlingRate", { rate: slowProcessorTimes });
    }
  }

  /** The browser itself logs refused requests as errors; these were wanted. @param {RegExp} pattern */
  expectError(pattern) {
    this.#expected.push(pattern);
  }

  /** What a view looks like: axe in both colours, its width on a phone, and its picture. */
  async look(page, name, { hasScreen = true } = {}) {
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await page.evaluate(axe);
      const violations = await page.evaluate(async () =>
        (
          await globalThis.axe.run(document, {
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
          })
        ).violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`),
      );
      this.check(`${name}: axe finds nothing, ${scheme} ${violations.join("; ")}`, violations.length === 0);
    }

    await page.emulateMedia({ colorScheme: "light" });
    if (this.isWriting && hasScreen) {
      const folder = join(this.root, "docs/screens");
      mkdirSync(folder, { recursive: true });
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
    }

    await page.setViewportSize(narrow);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    this.check(`${name}: fits 360 px (${overflow} over)`, overflow <= 0);
    await page.setViewportSize(wide);
  }

  /** A story that ended in an error: what was on the screen tells why. */
  async broke(failure) {
    this.check(`the story ends: ${failure.message.split("\n").slice(0, 4).join(" | ")}`, false);
    for (const { page } of this.#pages.filter((seen) => !seen.page.isClosed())) {
      const text = await page
        .locator("main")
        .first()
        .innerText({ timeout: 2000 })
        .catch(() => "");
      console.log(`     ${page.url()}\n     ${text.slice(0, 1500).replaceAll("\n", "\n     ")}`);
    }
  }

  async end() {
    const foreign = this.#pages.flatMap((seen) => seen.foreign);
    const errors = this.#pages
      .flatMap((seen) => seen.errors)
      .filter((error) => !this.#expected.some((pattern) => pattern.test(error)));
    this.check(`every request stayed on the origin ${foreign.slice(0, 5).join(" ")}`, foreign.length === 0);
    this.check(`no error in the browser ${errors.slice(0, 5).join(" | ")}`, errors.length === 0);
    await Promise.all(this.#browsers.map((browser) => browser.close()));
    await Promise.all(this.#servers.map((server) => server.stop()));
  }
}
