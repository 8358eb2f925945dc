import { Table } from "../../parts/Table.tsx";

interface Props {
  title: string;
  rows: Record<string, unknown>[];
  /** What an empty list means. */
  none: string;
}

/** Records as a table: a column for each member. */
export function Records({ title, rows, none }: Props) {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return (
    <section class="card">
      <h2>{title}</h2>
      {rows.length === 0 ? (
        <p>{none}</p>
      ) : (
        <Table
          label={title}
          heads={names.map((name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase())}
        >
          {rows.map((row) => (
            <tr>
              {names.map((name) => (
                <td class="break">{told(row[name])}</td>
              ))}
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}

function told(value: unknown): string {
  if (value === null || value === undefined) {
    return "";
  }

  if (typeof value === "object") {
    return Object.entries(value)
      .map(([name, one]) => `${name}: ${one}`)
      .join("; ");
  }

  return typeof value === "number"
    ? value.toLocaleString("en", { maximumSignificantDigits: 6 })
    : String(value);
}
