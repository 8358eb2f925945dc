import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

interface Props {
  title: string;
  /** What the button says that does it. */
  act: string;
  isBusy: boolean;
  onYes: () => void;
  onNo: () => void;
  children: ComponentChildren;
}

/** Asks before what cannot be taken back. The way out has the focus. */
export function Confirm({ title, act, isBusy, onYes, onNo, children }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
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
        <button type="button" class="danger" disabled={isBusy} onClick={onYes}>
          {act}
        </button>
      </div>
    </dialog>
  );
}
