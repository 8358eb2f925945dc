import { useState } from "preact/hooks";

/** The same by the command line: what the console does, a script can do. */
export function CliLine({ line }: { line: string }) {
  const [isCopied, setCopied] = useState(false);
  async function copy() {
    await navigator.clipboard.writeText(line);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  }

  return (
    <details class="cli">
      <summary>The same from a terminal</summary>
      <div class="cli-line">
        <pre tabIndex={0} aria-label="Command line">
          <code>{line}</code>
        </pre>
        <button type="button" onClick={copy}>
          {isCopied ? "Copied" : "Copy"}
        </button>
      </div>
    </details>
  );
}

/** A line of the AWS CLI against this server. */
export function awsLine(
  operation: string,
  options: Record<string, string | number | undefined>,
  region: string,
): string {
  const kebab = (name: string) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
  const parts = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `--${kebab(name)} ${quoted(String(value))}`);
  return [
    `aws rekognition ${kebab(operation)}`,
    `--endpoint-url ${location.origin}`,
    `--region ${region}`,
    ...parts,
  ].join(" ");
}

/** A word for a shell, whatever is in it. */
export function quoted(word: string): string {
  return /^[\w./:=@,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
