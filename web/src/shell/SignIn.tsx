import { useState } from "preact/hooks";
import { signIn, type Session } from "../api/call.ts";
import { Failure } from "../parts/Sentence.tsx";
import { useWork } from "../parts/hooks.ts";

/** The form for an access key. Over a page that goes on, the page's state stays as it is. */
export function SignIn({ onDone, isAgain }: { onDone: (session: Session) => void; isAgain: boolean }) {
  const [key, setKey] = useState({ AccessKeyId: "", SecretAccessKey: "", Region: "us-east-1" });
  const [work, start] = useWork(async () => onDone(await signIn(key)));
  const field = (name: keyof typeof key) => ({
    value: key[name],
    required: true,
    onInput: (event: InputEvent) =>
      setKey({ ...key, [name]: (event.currentTarget as HTMLInputElement).value }),
  });

  return (
    <form
      class="sign-in card"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <h1>{isAgain ? "Sign in again" : "Sign in"}</h1>
      <p>
        {isAgain
          ? "The session has ended. What you were doing goes on once you are signed in."
          : "With an access key, as any AWS client does. ./run prints a link that does it for you, and "}
        {!isAgain && (
          <>
            <code>./beholden console</code> prints another.
          </>
        )}
      </p>
      <label>
        Access key <input name="key" autocomplete="username" spellcheck={false} {...field("AccessKeyId")} />
      </label>
      <label>
        Secret{" "}
        <input name="secret" type="password" autocomplete="current-password" {...field("SecretAccessKey")} />
      </label>
      <label>
        Region <input name="region" spellcheck={false} {...field("Region")} />
      </label>
      <Failure of={work.failure} />
      <button class="first" disabled={work.isBusy}>
        Sign in
      </button>
    </form>
  );
}
