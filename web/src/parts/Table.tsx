import type { ComponentChildren } from "preact";

interface Props {
  label: string;
  /** Titles of the columns. */
  heads: string[];
  class?: string;
  /** Rows. */
  children: ComponentChildren;
}

/** A table that scrolls sideways by itself where it is wider than the page, also by the keyboard. */
export function Table({ label, heads, class: look, children }: Props) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <table class={look}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
