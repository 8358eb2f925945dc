import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { get, listen, signIn, signOut, whoAmI, type Session } from "../api/call.ts";
import { Busy, Failure } from "../parts/Sentence.tsx";
import { useEvery } from "../parts/hooks.ts";
import { go, goTo, usePlace } from "./router.ts";
import { SignIn } from "./SignIn.tsx";
import { applyTheme, nextTheme, theme } from "./theme.ts";
import { views, type View, type ViewProps } from "./views.ts";

const linkPrefix = "#sign-in=";
const knockMs = 2000;

type Standing = { at: "start" } | { at: "out"; failure?: Error } | { at: "in"; session: Session };

/** The frame around every view: who is signed in, the menu, and what must be said over any page. */
export function Shell() {
  const place = usePlace();
  const [standing, setStanding] = useState<Standing>({ at: "start" });
  const [isReachable, setReachable] = useState(true);
  const [again, setAgain] = useState<{ done: () => void }>();

  useEffect(() => {
    let waiting: Promise<void> | undefined;
    listen(
      // Several calls may find the session ended: all wait for the one form.
      () =>
        (waiting ??= new Promise<void>((resolve) =>
          setAgain({
            done: () => {
              waiting = undefined;
              setAgain(undefined);
              resolve();
            },
          }),
        )),
      setReachable,
    );
  }, []);

  const view = views.find((one) => one.name === place.view);
  const isOpen = view?.isOpen ?? false;
  useEffect(() => {
    // An open page needs nobody signed in, so nobody is asked for.
    if (isOpen) {
      return undefined;
    }

    const come = () => {
      arrive().then(setStanding, (failure: Error) => setStanding({ at: "out", failure }));
    };
    // A link that is opened where the console is already open loads no page.
    const follow = () => location.hash.startsWith(linkPrefix) && come();
    come();
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, [isOpen]);

  if (view !== undefined && isOpen) {
    return <Frame session={undefined} view={view} place={place} isReachable={isReachable} />;
  }

  if (standing.at === "start") {
    return (
      <main class="alone">
        <Busy what="Opening the console" />
      </main>
    );
  }

  const enter = (session: Session) => setStanding({ at: "in", session });
  if (standing.at === "out") {
    return (
      <main class="alone">
        <Failure of={standing.failure} />
        <SignIn isAgain={false} onDone={enter} />
      </main>
    );
  }

  const leave = async () => {
    await signOut();
    setStanding({ at: "out" });
    goTo("/console/");
  };
  return (
    <>
      <Frame session={standing.session} view={view} place={place} isReachable={isReachable} leave={leave} />
      {again && (
        <AgainDialog
          onDone={(session) => {
            enter(session);
            again.done();
          }}
        />
      )}
    </>
  );
}

/** By the link's token where the address has one; else by the session of the browser. */
async function arrive(): Promise<Standing> {
  if (location.hash.startsWith(linkPrefix)) {
    const token = location.hash.slice(linkPrefix.length);
    // Used up now: it should not stay in the history.
    history.replaceState(null, "", location.pathname + location.search);
    return { at: "in", session: await signIn({ SignIn: token }) };
  }

  const session = await whoAmI();
  return session === null ? { at: "out" } : { at: "in", session };
}

interface FrameProps {
  session: Session | undefined;
  view: View | undefined;
  place: Omit<ViewProps, "session">;
  isReachable: boolean;
  leave?: () => void;
}

function Frame({ session, view, place, isReachable, leave }: FrameProps) {
  const shown = session === undefined ? [] : views.filter((one) => !one.isOpen && one.isFor(session));
  const main = useRef<HTMLElement>(null);
  const title = view?.title ?? "Beholden";
  useEffect(() => {
    document.title = view ? `${title} · Beholden` : "Beholden";
  }, [title]);
  // After the first page: whoever uses the keyboard goes on in the new view.
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) {
      main.current?.focus();
    }

    isFirst.current = false;
  }, [view?.name]);

  return (
    <div class="frame">
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the view
      </a>
      <header class="top">
        <a class="brand" href="/console/" onClick={go}>
          <img src="/console/icon.svg" alt="" width={28} height={28} /> Beholden
        </a>
        {session && <Who session={session} leave={leave!} />}
        <ThemeButton />
      </header>
      {shown.length > 0 && (
        <nav class="menu" aria-label="Views">
          {shown.map((one) => (
            <a
              key={one.name}
              href={`/console/${one.name}`}
              onClick={go}
              aria-current={one === view ? "page" : undefined}
            >
              {one.title}
            </a>
          ))}
        </nav>
      )}
      <main id="main" ref={main} tabIndex={-1}>
        {!isReachable && <Unreachable />}
        {session && !session.IsEnforced && (
          <p class="sentence failure">
            The profile <strong>{session.Profile}</strong> is in force: everything is entered, and nothing is
            blocked.
          </p>
        )}
        {view ? (
          <Loaded
            key={view.name}
            view={view}
            props={{ session: session!, rest: place.rest, query: place.query }}
          />
        ) : (
          <Home views={shown} />
        )}
      </main>
    </div>
  );
}

function Who({ session, leave }: { session: Session; leave: () => void }) {
  return (
    <div class="who">
      <span title={`Key ${session.AccessKeyId}, of ${session.Person}`}>{session.Name}</span>
      <span class="badge" title="The purpose of the key, and the rules in force">
        {session.Purpose} · {session.Profile}
      </span>
      <span class="badge">{session.Region}</span>
      {session.Governs && (
        <a class="button danger" href="/console/policy/stop" onClick={go}>
          Stop…
        </a>
      )}
      <button type="button" onClick={leave}>
        Sign out
      </button>
    </div>
  );
}

function ThemeButton() {
  const [now, setNow] = useState(theme);
  useEffect(() => applyTheme(now), [now]);
  return (
    <button
      type="button"
      class="theme"
      aria-label={`Colours: ${now}. Change`}
      onClick={() => setNow(nextTheme)}
    >
      {{ system: "◐", light: "☀", dark: "☾" }[now]}
    </button>
  );
}

/** Knocks until the server answers; then it goes away by itself. */
function Unreachable() {
  useEvery(knockMs, () => {
    get("/health").catch(() => undefined);
  });
  return (
    <p class="sentence failure" role="alert">
      The server does not answer. Nothing was lost; it is tried again by itself.
    </p>
  );
}

function AgainDialog({ onDone }: { onDone: (session: Session) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="again"
      aria-label="Sign in again"
      onCancel={(event) => event.preventDefault()}
    >
      <SignIn isAgain onDone={onDone} />
    </dialog>
  );
}

function Home({ views: shown }: { views: View[] }) {
  return (
    <>
      <h1>Beholden</h1>
      <p class="lead">
        Finds, compares and searches faces on this machine, and lets people hold it to account. No picture
        leaves it.
      </p>
      <ul class="cards">
        {shown.map((one) => (
          <li key={one.name} class="card">
            <h2>
              <a href={`/console/${one.name}`} onClick={go}>
                {one.title}
              </a>
            </h2>
            <p>{one.about}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

function Loaded({ view, props }: { view: View; props: ViewProps }) {
  const [loaded, setLoaded] = useState<{ Body: ComponentType<ViewProps> }>();
  const [failure, setFailure] = useState<Error>();
  useEffect(() => {
    view.load().then(
      (module) => setLoaded({ Body: module.default }),
      () =>
        setFailure(
          new Error("This view could not be loaded. The server may have been updated: load the page again."),
        ),
    );
  }, []);
  return loaded ? (
    <loaded.Body {...props} />
  ) : failure ? (
    <Failure of={failure} />
  ) : (
    <Busy what={`Opening ${view.title}`} />
  );
}
