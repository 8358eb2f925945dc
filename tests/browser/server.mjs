// A real server on a folder of its own, and the command line beside it.
import { spawn, execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const startMsMax = 120_000;

export class Server {
  /**
   * @param {string} beholden The executable.
   * @param {string} root The checkout.
   * @param {string} folder The data folder; made when it is not there.
   * @param {string[]} options More options of `serve`.
   */
  constructor(beholden, root, folder, options) {
    Object.assign(this, { beholden, root, folder, options });
  }

  async start() {
    mkdirSync(this.folder, { recursive: true });
    const serve = [
      "serve",
      "--data",
      this.folder,
      "--url",
      this.url ?? "http://127.0.0.1:0",
      ...this.options,
    ];
    this.process = spawn(this.beholden, serve, { cwd: this.root, env: this.#environment() });
    const said = [];
    this.url = await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`No start: ${said.join("")}`)), startMsMax);
      const hear = (chunk) => {
        said.push(chunk);
        const link = /^(http:\S+?)\/console\/#sign-in=/m.exec(said.join(""));
        if (link) {
          clearTimeout(late);
          resolve(link[1]);
        }
      };
      this.process.stdout.on("data", hear);
      this.process.stderr.on("data", hear);
      this.process.on("exit", (code) => reject(new Error(`Ended with ${code}: ${said.join("")}`)));
    });
    this.said = said;
    return this;
  }

  /** Ends it as a power cut would, or politely. */
  async stop(signal = "SIGTERM") {
    if (this.process.exitCode === null) {
      const gone = new Promise((resolve) => this.process.once("exit", resolve));
      this.process.kill(signal);
      await gone;
    }
  }

  /** A verb of the command line, as the folder's owner. @returns What it printed. */
  async verb(...words) {
    const { stdout } = await promisify(execFile)(this.beholden, [...words, "--data", this.folder], {
      cwd: this.root,
      env: this.#environment(),
    });
    return stdout;
  }

  /** The same with --json, read. */
  async told(...words) {
    return JSON.parse(await this.verb(...words, "--json"));
  }

  /** A new key. @returns {{id: string, secret: string, file: string}} */
  async key(name, purpose, person = name) {
    const made = await this.told("keys", "create", "--name", name, "--purpose", purpose, "--person", person);
    const file = join(this.folder, `${name}.credentials`);
    const { AccessKeyId: id, SecretAccessKey: secret } = made;
    writeFileSync(file, `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`);
    return { id, secret, file };
  }

  /** An operation under the session of a page: POST /console/call. @returns {{status, body}} */
  static async call(page, operation, input = {}) {
    return page.evaluate(
      async ([target, body]) => {
        const response = await fetch("/console/call", {
          method: "POST",
          body: JSON.stringify(body),
          headers: { "X-Amz-Target": target, "X-Beholden-Console": "1" },
        });
        return { status: response.status, body: await response.json() };
      },
      [operation.includes(".") ? operation : `RekognitionService.${operation}`, input],
    );
  }

  #environment() {
    return { ...process.env, BEHOLDEN_DATA: this.folder };
  }
}
