"""The smallest valid input of any operation, made from spec/shapes.json."""

from re import _constants as kinds
from re import _parser as patterns


class SmallestInputs:
    def __init__(self, spec: dict):
        self.shapes = spec["shapes"]
        self.operations = {operation["name"]: operation for operation in spec["operations"]}

    def of(self, operation: str) -> dict:
        return self.members(self.operations[operation]["input"]["members"])

    def members(self, members: list) -> dict:
        return {member["name"]: self.value(member) for member in members if member["required"]}

    def value(self, member: dict):
        shape = {**self.shapes.get(member["shape"], {}), **member}
        match shape["type"]:
            case "structure":
                return self.members(shape["members"])
            case "list":
                item = shape["member"]
                item = {"shape": item} if isinstance(item, str) else item
                return [self.value(item) for _ in range(shape.get("min") or 0)]
            case "map":
                return {}
            case "string":
                return text(shape)
            case "blob":
                return "AAAA"
            case "boolean":
                return False
            case "timestamp":
                return 0
            case _:
                return max(0, shape.get("min") or 0)


def text(shape: dict) -> str:
    if shape.get("enum"):
        return shape["enum"][0]
    shortest = spell(patterns.parse(shape["pattern"])) if shape.get("pattern") else ""
    return shortest.ljust(shape.get("min") or 1, "a")


def spell(parts) -> str:
    """A short string that a parsed pattern matches: the first choice, repeated as rarely as allowed."""
    return "".join(spell_part(kind, value) for kind, value in parts)


def spell_part(kind, value) -> str:
    match kind:
        case kinds.LITERAL:
            return chr(value)
        case kinds.MAX_REPEAT:
            return spell(value[2]) * value[0]
        case kinds.SUBPATTERN:
            return spell(value[3])
        case kinds.BRANCH:
            return spell(value[1][0])
        case kinds.IN:
            return spell_class(value[0])
        case kinds.ANY:
            return "a"
        case kinds.AT | kinds.ASSERT_NOT:
            return ""
        case _:
            raise ValueError(f"pattern part {kind} has no spelling yet")


def spell_class(first) -> str:
    kind, value = first
    match kind:
        case kinds.LITERAL:
            return chr(value)
        case kinds.RANGE:
            return chr(value[0])
        case kinds.CATEGORY:
            return "0" if value == kinds.CATEGORY_DIGIT else "a"
        case _:
            raise ValueError(f"character class part {kind} has no spelling yet")
