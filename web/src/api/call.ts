// Every call of the console goes through here: the public API's operations and Beholden's own calls, under
// the session's key. What it can do, a signed request can do too (docs/console.md).

/** What the server refused, or why it was not reached, in a sentence for people. */
export class Refusal extends Error {
  /** AWS's name of the error, such as AccessDeniedException; "Unreachable" where nobody answered. */
  readonly code: string;
  /** The ledger's entry of a denial. */
  readonly entry: number | undefined;

  constructor(code: string, sentence: string, entry?: number) {
    super(sentence);
    this.code = code;
    this.entry = entry;
  }
}

/** An answer with what its headers tell. */
export interface Answer<T> {
  body: T;
  /** The ledger's entry of the call, if it has one of its own. */
  entry: number | undefined;
  /** The lead that stands in for an identification under review. */
  lead: string | undefined;
  /** Attributes that the purpose's rules left out. */
  omitted: string | undefined;
  warning: string | undefined;
}

export interface Session {
  AccessKeyId: string;
  Name: string;
  Person: string;
  Purpose: string;
  Case: string | null;
  Acts: string[];
  IsOwner: boolean;
  Governs: boolean;
  Profile: string;
  IsEnforced: boolean;
  /** Whether searches of some purpose give leads. */
  AsksForReview: boolean;
  Region: string;
  FaceModelVersion: string;
  EndsAt: string;
}

/** For what a view asks again and again by itself: a session is not prolonged by it (docs/console.md). */
export const byItself = { "X-Beholden-Console": "by-itself" };

const triesMax = 5;
const sessionEnded = "SessionEndedException";

/** Opens the sign-in form over the page; resolves once somebody is signed in. Set by the shell. */
let signInAgain: () => Promise<void> = () => Promise.reject(new Refusal(sessionEnded, "Sign in first."));
/** Told whether the server answers. Set by the shell. */
let tellReachable: (isReachable: boolean) => void = () => undefined;

export function listen(onSignIn: () => Promise<void>, onReachable: (isReachable: boolean) => void): void {
  signInAgain = onSignIn;
  tellReachable = onReachable;
}

/**
 * Calls an operation: "DetectFaces", or one of Beholden's own, "Beholden.GetPolicy".
 * @throws Refusal
 */
export async function call<T>(
  operation: string,
  input: object = {},
  signal?: AbortSignal,
  headers: Partial<typeof byItself> = {},
): Promise<Answer<T>> {
  const target = operation.includes(".") ? operation : `RekognitionService.${operation}`;
  const response = await signed("/console/call", {
    method: "POST",
    body: JSON.stringify(input),
    signal: signal ?? null,
    headers: { ...headers, "X-Amz-Target": target },
  });
  const number = response.headers.get("x-beholden-entry");
  return {
    body: (await response.json()) as T,
    entry: number === null ? undefined : Number(number),
    lead: response.headers.get("x-beholden-lead") ?? undefined,
    omitted: response.headers.get("x-beholden-omitted") ?? undefined,
    warning: response.headers.get("x-beholden-warning") ?? undefined,
  };
}

/**
 * A request under the session. Where the session has ended it asks to sign in and then goes on; where the
 * server asks to slow down it waits and tries again.
 * @returns An answer that is no refusal.
 * @throws Refusal
 */
export async function signed(path: string, init: RequestInit): Promise<Response> {
  for (let tried = 1; ; tried++) {
    const response = await send(path, init);
    if (response.ok) {
      return response;
    }

    const refusal = await refusalOf(response);
    if (refusal.code === sessionEnded) {
      await signInAgain();
    } else if (refusal.code === "ThrottlingException" && tried < triesMax) {
      await new Promise((resolve) => setTimeout(resolve, 100 << tried));
    } else {
      throw refusal;
    }
  }
}

/** What the server shows to everybody, such as /calibration. @throws Refusal */
export async function get(path: string, signal?: AbortSignal): Promise<Response> {
  const response = await send(path, { signal: signal ?? null });
  if (!response.ok) {
    throw await refusalOf(response);
  }

  return response;
}

/** Who is signed in; null when nobody is. */
export async function whoAmI(): Promise<Session | null> {
  const response = await send("/console/session", {});
  if (!response.ok) {
    throw await refusalOf(response);
  }

  const told = (await response.json()) as Partial<Session>;
  return told.AccessKeyId === undefined ? null : (told as Session);
}

/** @throws Refusal The key, its secret or the link's token is wrong. */
export async function signIn(
  by: { SignIn: string } | { AccessKeyId: string; SecretAccessKey: string; Region: string },
): Promise<Session> {
  const response = await send("/console/session", { method: "POST", body: JSON.stringify(by) });
  if (!response.ok) {
    throw await refusalOf(response);
  }

  return (await response.json()) as Session;
}

export async function signOut(): Promise<void> {
  await send("/console/session", { method: "DELETE" });
}

/** A request of the console's own, of its origin alone. @throws Refusal Nobody answers. */
export async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(path, {
      ...init,
      credentials: "same-origin",
      redirect: "error",
      headers: { "X-Beholden-Console": "1", ...init.headers },
    });
    tellReachable(true);
    return response;
  } catch (failure) {
    if (init.signal?.aborted) {
      throw failure;
    }

    tellReachable(false);
    throw new Refusal(
      "Unreachable",
      "The server does not answer. Nothing was lost; it is tried again by itself.",
    );
  }
}

export async function refusalOf(response: Response): Promise<Refusal> {
  const entry = response.headers.get("x-beholden-entry");
  const text = await response.text();
  let told: { __type?: string; Message?: string; message?: string } = {};
  try {
    told = JSON.parse(text);
  } catch {
    // A plain sentence, such as a page's 404.
  }

  return new Refusal(
    told.__type?.split("#").pop() ?? `HTTP ${response.status}`,
    told.Message ?? told.message ?? (text || `The server answered ${response.status}.`),
    entry === null ? undefined : Number(entry),
  );
}
