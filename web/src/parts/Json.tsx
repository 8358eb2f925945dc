/** An answer as it came, a part of it marked. */
export function Json({ of, label }: { of: unknown; label: string }) {
  return (
    <pre class="json" tabIndex={0} aria-label={label}>
      {JSON.stringify(of, null, 2)}
    </pre>
  );
}
