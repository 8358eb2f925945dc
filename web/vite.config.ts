import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Marked } from "marked";
import { defineConfig, type Plugin } from "vite";

// A server of Beholden for `npm run dev`; ./run starts one.
const server = process.env["BEHOLDEN_URL"] ?? "http://127.0.0.1:8470";
const answered = [
  "/console/session",
  "/console/call",
  "/console/live",
  "/console/metrics",
  "/console/person",
  "/ledger",
  "/calibration",
  "/transparency",
  "/transparency.json",
  "/health",
];

/** Makes `import html from "page.md?page"` the page as HTML, with its plots as files of the console. */
function pages(): Plugin {
  const query = "?page";
  let tables = 0;
  const marked = new Marked({
    renderer: {
      // Wide tables scroll by themselves, and the keyboard can reach them.
      table({ header, rows }) {
        const cells = (row: typeof header, tag: string) =>
          `<tr>${row
            .map((cell) =>
              cell.text === "" ? "<td></td>" : `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`,
            )
            .join("")}</tr>`;
        return (
          `<div class="scroll" tabindex="0" role="group" aria-label="Table ${++tables}"><table><thead>` +
          `${cells(header, "th")}</thead><tbody>${rows.map((row) => cells(row, "td")).join("")}</tbody>` +
          "</table></div>"
        );
      },
      code({ text }) {
        return `<pre tabindex="0" aria-label="Lines for a terminal"><code>${text
          .replaceAll("&", "&amp;")
          .replaceAll("<", "&lt;")}</code></pre>`;
      },
      // Other documents are not part of the console.
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        return /^#/.test(href) ? `<a href="${href}">${inner}</a>` : inner;
      },
    },
  });
  return {
    name: "pages",
    enforce: "pre",
    async load(id) {
      if (!id.endsWith(query)) {
        return null;
      }

      const file = id.slice(0, -query.length);
      this.addWatchFile(file);
      tables = 0;
      const html = await marked.parse(await readFile(file, "utf8"));
      const parts = html.split(/(?<=<img src=")([^"]+)/);
      const images = parts.filter((_, i) => i % 2 === 1);
      const imports = images.map(
        (image, i) => `import image${i} from ${JSON.stringify(`${resolve(dirname(file), image)}?url`)};`,
      );
      const text = parts.map((part, i) => (i % 2 === 1 ? `image${(i - 1) / 2}` : JSON.stringify(part)));
      return `${imports.join("\n")}\nexport default ${text.join(" + ")};\n`;
    },
  };
}

export default defineConfig({
  base: "/console/",
  plugins: [pages()],
  build: {
    target: "es2023",
    // The page's policy forbids what stands in it; everything is a file of its own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    fs: { allow: [".."] },
    proxy: Object.fromEntries(answered.map((path) => [path, { target: server, ws: path.endsWith("live") }])),
  },
});
