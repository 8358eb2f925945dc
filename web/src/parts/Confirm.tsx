import { useRef } from "preact/hooks";

interface Props {
  label: string;
  /** What will happen, and whether it can be undone. */
  what: string;
  isDanger?: boolean;
  disabled?: boolean;
  onYes: () => void;
}

/** A button that asks before it acts. */
export function Confirm({ label, what, isDanger = false, disabled = false, onYes }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const look = isDanger ? "danger" : "";
  return (
    <>
      <button type="button" class={look} disabled={disabled} onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <dialog ref={dialog} aria-label={label}>
        <p class="break">{what}</p>
        <div class="row">
          <button
            type="button"
            class={isDanger ? "danger" : "first"}
            onClick={() => {
              dialog.current?.close();
              onYes();
            }}
          >
            Yes: {label.toLowerCase()}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            No
          </button>
        </div>
      </dialog>
    </>
  );
}
