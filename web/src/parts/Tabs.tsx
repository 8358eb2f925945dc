import { go } from "../shell/router.ts";

interface Props {
  label: string;
  /** The view's own address; a tab is the word behind it. */
  path: string;
  titles: Record<string, string>;
  chosen: string;
}

/** Parts of a view, each with an address of its own. */
export function Tabs({ label, path, titles, chosen }: Props) {
  return (
    <nav class="row tabs" aria-label={label}>
      {Object.entries(titles).map(([name, title]) => (
        <a
          key={name}
          class="button"
          href={`${path}/${name}`}
          onClick={go}
          aria-current={name === chosen ? "page" : undefined}
        >
          {title}
        </a>
      ))}
    </nav>
  );
}
