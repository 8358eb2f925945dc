import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

interface Props {
  title: string;
  /** What the button says that does it. */
  act: string;
  isDanger?: boolean;
  isBusy?: boolean;
  onYes: () => void;
  onNo: () => void;
  children: ComponentChildren;
}

/** Asks before something is done. The way out has the focus, and whoever asked has it again afterwards. */
export function ConfirmDialog({ title, act, isDanger = true, isBusy, onYes, onNo, children }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onNo();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
      <div class="row">
        <button type="button" autofocus onClick={onNo}>
          Cancel
        </button>
        <button type="button" class={isDanger ? "danger" : "first"} disabled={isBusy} onClick={onYes}>
          {act}
        </button>
      </div>
    </dialog>
  );
}
