import { Refusal } from "../../api/call.ts";
import { Failure } from "../../parts/Sentence.tsx";
import { go } from "../../shell/router.ts";

const byRule = /because of the rule '([^']+)' under the purpose ([^:]+): ([^]+)$/;
const needed = /needs a similarity of at least ([\d.]+)/;

interface Props {
  of: Error | undefined;
  /** Tries again with the similarity that the rule asks for. */
  onSimilarity?: (percent: string) => void;
}

/** Why something was not done; of a denial the rule, and what would satisfy it. */
export function Denied({ of, onSimilarity }: Props) {
  const [, rule, purpose, advice] = (of instanceof Refusal && byRule.exec(of.message)) || [];
  if (rule === undefined || advice === undefined) {
    return <Failure of={of} />;
  }

  const percent = needed.exec(advice)?.[1];
  const entry = (of as Refusal).entry;
  return (
    <div class="sentence failure" role="alert">
      <p>
        Denied by the rule <strong>{rule}</strong> of the purpose <strong>{purpose}</strong>.
      </p>
      <p>To be allowed: {advice}.</p>
      {onSimilarity && percent !== undefined && (
        <p>
          <button type="button" onClick={() => onSimilarity(percent)}>
            Search with {percent}
          </button>
        </p>
      )}
      {entry !== undefined && (
        <a href={`/console/ledger/${entry}`} onClick={go}>
          Entry {entry} of the ledger
        </a>
      )}
    </div>
  );
}
