import { useEffect, useState } from "preact/hooks";

const home = "/console/";

/** The address below /console/: the view's name, what follows it, and the query. */
export interface Place {
  view: string;
  rest: string[];
  query: URLSearchParams;
}

function here(): Place {
  const parts = location.pathname
    .slice(home.length)
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
  return { view: parts[0] ?? "", rest: parts.slice(1), query: new URLSearchParams(location.search) };
}

/** Goes to an address of the console without loading the page anew. */
export function goTo(path: string, replace = false): void {
  history[replace ? "replaceState" : "pushState"](null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
}

/** For a link's onClick: the same, unless the user wants it elsewhere, such as in a new tab. */
export function go(event: MouseEvent & { currentTarget: EventTarget | null }): void {
  const link = event.currentTarget as HTMLAnchorElement;
  if (event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    goTo(link.getAttribute("href") ?? home);
  }
}

export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const move = () => setPlace(here());
    addEventListener("popstate", move);
    return () => removeEventListener("popstate", move);
  }, []);
  return place;
}
