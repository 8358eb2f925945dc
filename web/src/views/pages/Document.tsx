import { useLoaded } from "../../parts/hooks.ts";
import { Busy, Failure } from "../../parts/Sentence.tsx";

/** A document of the product. Its HTML was made with the console, not from anything that a user wrote. */
export function Document({ load }: { load: () => Promise<{ default: string }> }) {
  const page = useLoaded(load, []);
  // The view has the one heading of the first level.
  const html = page.value?.default.replace(
    /<(\/?)h([1-5])/g,
    (_, end: string, level: string) => `<${end}h${Number(level) + 1}`,
  );
  return (
    <>
      <Failure of={page.failure} />
      {html === undefined ? (
        <Busy what="Opening the page" />
      ) : (
        <article class="document" dangerouslySetInnerHTML={{ __html: html }} />
      )}
    </>
  );
}
