import { useState } from "preact/hooks";
import { ConfirmDialog } from "./ConfirmDialog.tsx";

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
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class={isDanger ? "danger" : ""}
        disabled={disabled}
        onClick={() => setOpen(true)}
      >
        {label}
      </button>
      {isOpen && (
        <ConfirmDialog
          title={label}
          act={`Yes: ${label.toLowerCase()}`}
          isDanger={isDanger}
          onYes={() => {
            setOpen(false);
            onYes();
          }}
          onNo={() => setOpen(false)}
        >
          <p class="break">{what}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
