/** Names and values; what is not there is left out. */
export function Facts({ of }: { of: [string, string | null | undefined][] }) {
  return (
    <dl>
      {of
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="break">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
